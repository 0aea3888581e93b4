import { describe, expect, it } from '@jest/globals';
import { addOutboxRead, type OutboxRead } from './outbox-counts.js';
import { assessOutbox } from './assess-outbox.js';

/** Readings every ten seconds. */
const reads = (...counts: readonly (readonly [written: number, routed: number])[]): OutboxRead[] =>
  counts.map(([written, routed], at) => ({ at_ms: at * 10_000, written, routed }));

describe('what is written to the outbox', () => {
  it.each<[string, OutboxRead[], string, string | null]>([
    ['was never read', [], 'ok', null],
    ['is nothing', reads([5, 5], [5, 5], [5, 5], [5, 5]), 'ok', null],
    ['arrives', reads([5, 5], [6, 6], [7, 7], [8, 8]), 'ok', null],
    ['arrives late', reads([5, 5], [6, 5], [6, 5], [6, 6]), 'ok', null],
    ['may be on its way', reads([5, 5], [5, 5], [6, 5], [6, 5]), 'ok', null],
    [
      'arrives nowhere',
      reads([5, 5], [6, 5], [8, 5], [9, 5]),
      'stopped',
      '1 message of the outbox arrived nowhere: nothing came to its topics for 30 seconds.',
    ],
    [
      'arrived until something stopped it',
      reads([5, 5], [9, 9], [11, 9], [12, 9], [12, 9]),
      'stopped',
      '2 messages of the outbox arrived nowhere: nothing came to its topics for 30 seconds.',
    ],
    [
      'is counted from 0 again',
      reads([90, 5], [0, 5], [2, 5], [3, 5], [3, 5]),
      'stopped',
      '2 messages of the outbox arrived nowhere: nothing came to its topics for 40 seconds.',
    ],
    ['is counted from 0 again, and is nothing', reads([90, 5], [0, 5], [0, 5], [0, 5]), 'ok', null],
    ['arrives in a topic that was made again', reads([5, 5], [6, 0], [6, 1], [7, 2]), 'ok', null],
  ])('%s', (_case, counts, verdict, why) =>
    expect(assessOutbox(counts)).toEqual({ verdict, why: why === null ? [] : [why] }),
  );

  it('is kept for five minutes, where both figures are known', () => {
    const [first] = reads([1, 1]);
    const past = first === undefined ? [] : [first];
    expect([
      addOutboxRead(past, 300_000, { written: 2, routed: 1 }).length,
      addOutboxRead(past, 300_001, { written: 2, routed: 1 }).length,
      addOutboxRead(past, 1, { written: null, routed: 1 }),
      addOutboxRead(past, 1, null),
    ]).toEqual([2, 1, past, past]);
  });
});
