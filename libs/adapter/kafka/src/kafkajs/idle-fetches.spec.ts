import { describe, expect, it } from '@jest/globals';
import { IDLE_WAIT_MS, IdleFetches } from './idle-fetches.js';

const GATHERING = { minBytes: 65_536, maxWaitTime: 50 };
const IDLE = { minBytes: 1, maxWaitTime: IDLE_WAIT_MS };

/** One entry for each partition, as the client shuffles them: `a/0@7`. */
const from = (...places: readonly string[]) =>
  places.map((place) => {
    const [, topic = '', partition, fetchOffset = ''] = /^(.+)\/(\d+)@(\d+)$/.exec(place) ?? [];
    return { topic, partitions: [{ partition: Number(partition), fetchOffset }] };
  });

describe('a fetch', () => {
  it.each([
    ['nothing was asked before', GATHERING, [], ['a/0@7'], GATHERING],
    ['the last answer from there was empty', GATHERING, [['a/0@7', true]], ['a/0@7'], IDLE],
    [
      'the same partitions come in another order',
      GATHERING,
      [['a/0@7 b/1@2', true]],
      ['b/1@2', 'a/0@7'],
      IDLE,
    ],
    ['something came in the meantime', GATHERING, [['a/0@7', true]], ['a/0@8'], GATHERING],
    ['one of its partitions moved on', GATHERING, [['a/0@7 a/1@3', true]], ['a/0@7', 'a/1@4'], GATHERING],
    [
      'the last answer from there was not: it was too large, say',
      GATHERING,
      [
        ['a/0@7', true],
        ['a/0@7', false],
      ],
      ['a/0@7'],
      GATHERING,
    ],
    [
      'it does not gather, and is answered by the first byte as it is',
      { minBytes: 1, maxWaitTime: 50 },
      [['a/0@7', true]],
      ['a/0@7'],
      { minBytes: 1, maxWaitTime: 50 },
    ],
    [
      'it waits longer by itself',
      { minBytes: 2, maxWaitTime: 5_000 },
      [['a/0@7', true]],
      ['a/0@7'],
      { minBytes: 1, maxWaitTime: 5_000 },
    ],
  ] as const)('when %s', (_case, asks, answers, places, sent) => {
    const fetches = new IdleFetches();
    for (const [before, is_empty] of answers)
      fetches.answered({ ...asks, topics: from(...before.split(' ')) }, is_empty);
    const topics = from(...places);
    expect(fetches.toSend({ ...asks, topics })).toEqual({ ...sent, topics });
  });

  it('from a position that was left long ago is sent unchanged: no more are remembered than are requested at once', () => {
    const fetches = new IdleFetches();
    const at = (offset: number) => ({ ...GATHERING, topics: from(`a/0@${offset}`) });
    for (let offset = 0; offset <= 100; offset += 1) fetches.answered(at(offset), true);
    expect([0, 1, 100].map((offset) => fetches.toSend(at(offset)).minBytes)).toEqual([65_536, 1, 1]);
  });
});
