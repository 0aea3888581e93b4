import { expect, it } from '@jest/globals';
import { describePositions, type GroupFacts } from './describe-positions.js';

const AT = new Date('2026-06-19T18:00:00.000Z');
const NOW_MS = 100_000;
const facts = (change: Partial<GroupFacts> = {}): GroupFacts => ({
  stored: [{ topic: 't', partition: 1, next_offset: 7, epoch: 3, claimed_by: 'me', updated_at: AT }],
  backlog: [],
  positions: new Map(),
  ends: new Map([['t', new Map([[1, 10]])]]),
  now_ms: NOW_MS,
  ...change,
});
const waiting = (messages: number, oldest_ms: number | null) => [
  { topic: 't', partition: 1, messages, oldest_ms },
];

it.each<[string, Partial<GroupFacts>, [number | null, number | null, number | null, number | null, boolean]]>(
  [
    // position, end, lag, age in seconds, held here
    ['another process reads it: no age is known', {}, [7, 10, 3, null, false]],
    [
      'this process reads it, and has fetched what waits',
      { positions: new Map([['t/1', 8]]), backlog: waiting(2, 97_500) },
      [8, 10, 2, 2.5, true],
    ],
    [
      'a message came after the last fetch',
      { positions: new Map([['t/1', 8]]), backlog: waiting(0, null) },
      [8, 10, 2, null, true],
    ],
    [
      'nothing waits: only markers follow the stored offset',
      { positions: new Map([['t/1', 10]]), backlog: waiting(0, null) },
      [10, 10, 0, 0, true],
    ],
    [
      'the producer’s clock is ahead',
      { positions: new Map([['t/1', 9]]), backlog: waiting(1, 100_001) },
      [9, 10, 1, 0, true],
    ],
    [
      'messages were applied after the ends were asked for',
      { positions: new Map([['t/1', 12]]) },
      [12, 10, 0, 0, true],
    ],
    ['Kafka does not answer', { ends: new Map() }, [7, null, null, null, false]],
    [
      'nothing was ever read',
      {
        stored: [{ topic: 't', partition: 1, next_offset: null, epoch: 1, claimed_by: 'me', updated_at: AT }],
      },
      [null, 10, null, null, false],
    ],
    [
      'the backlog of another partition',
      { backlog: [{ topic: 't', partition: 2, messages: 2, oldest_ms: 5 }] },
      [7, 10, 3, null, false],
    ],
  ],
)('%s', (_case, change, [position, end, lag_messages, oldest_seconds, held_here]) => {
  expect(describePositions(facts(change))).toEqual([
    expect.objectContaining({
      topic: 't',
      partition: 1,
      position,
      end,
      lag_messages,
      oldest_seconds,
      held_here,
      holder: 'me',
      last_progress_at: AT.toISOString(),
    }),
  ]);
});
