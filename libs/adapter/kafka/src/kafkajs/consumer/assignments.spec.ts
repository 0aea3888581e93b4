import { describe, expect, it } from '@jest/globals';
import {
  HistoryTruncatedError,
  PositionBeyondLogError,
  PositionWentBackError,
  TopicReplacedError,
} from '../../errors.js';
import type { Shard } from '../../port.js';
import { type AssignmentContext, Assignments } from './assignments.js';

const ENDS = { low: 2, high: 9 };
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 10));

/** Assignments over topics a and b; what happened is in `steps`, in order. */
function assigning(
  change: Partial<Omit<AssignmentContext, 'seek' | 'fail'>> = {},
  stored: Record<string, number | null> = { a: 5, b: null },
) {
  const steps: string[] = [];
  const failed: unknown[] = [];
  const named = ({ partition, topics }: Shard): string => `${topics.join('+')}/${partition}`;
  const assignments = new Assignments({
    handler: {
      assigned: (shard) =>
        Promise.resolve(void steps.push(`assigned ${named(shard)}`)).then(
          () => new Map(Object.entries(stored)),
        ),
      begun: ({ topic, partition }, offset) =>
        Promise.resolve(void steps.push(`begun ${topic}/${partition} ${offset}`)),
      revoked: (shard) => Promise.resolve(void steps.push(`revoked ${named(shard)}`)),
    },
    topicIds: () =>
      Promise.resolve(
        new Map([
          ['a', 'id-a'],
          ['b', 'id-b'],
        ]),
      ),
    committed: () => Promise.resolve(null),
    offsets: () => Promise.resolve(ENDS),
    ...change,
    seek: ({ topic, partition }, offset) => void steps.push(`seek ${topic}/${partition} ${offset}`),
    fail: (cause) => void failed.push(cause),
  });
  return { assignments, steps, failed };
}

const BOTH = [
  { topic: 'a', partition: 1 },
  { topic: 'b', partition: 1 },
];

describe('the assignment of a member', () => {
  it('is read from the application’s stored offset, otherwise from the first kept one, which the application is told', async () => {
    const { assignments, steps, failed } = assigning();
    assignments.joined(BOTH);
    await settled();
    expect([steps, failed]).toEqual([['assigned a+b/1', 'begun b/1 2', 'seek a/1 5', 'seek b/1 2'], []]);
    expect(
      assignments
        .topics()
        .map(({ at, next_fetch, topic_id, lag }) => [
          at.topic,
          next_fetch,
          topic_id,
          lag.call(assignments.get(at)),
        ]),
    ).toEqual([
      ['a', 5, 'id-a', 4],
      ['b', 2, 'id-b', 7],
    ]);
    expect(assignments.get({ topic: 'a', partition: 2 })).toBeUndefined();
  });

  it.each<[string, Partial<AssignmentContext>, Record<string, number | null>, unknown]>([
    ['its place was deleted', {}, { a: 1 }, HistoryTruncatedError],
    ['its place is beyond the end', {}, { a: 10 }, PositionBeyondLogError],
    [
      'the application had committed more than it stored',
      { committed: () => Promise.resolve(6) },
      { a: 5 },
      PositionWentBackError,
    ],
    [
      'a topic is gone',
      {
        topicIds: () =>
          Promise.resolve(
            new Map([
              ['a', 'id-a'],
              ['b', null],
            ]),
          ),
      },
      {},
      TopicReplacedError,
    ],
    [
      'the handler refuses it',
      { handler: { assigned: () => Promise.reject(new TypeError('no')), revoked: () => Promise.resolve() } },
      {},
      TypeError,
    ],
  ])('is not read if %s', async (_case, change, stored, error) => {
    const { assignments, steps, failed } = assigning(change, stored);
    assignments.joined(BOTH);
    await settled();
    expect(failed).toEqual([expect.any(error as typeof Error)]);
    expect(steps.filter((step) => step.startsWith('seek'))).toEqual([]);
  });

  it('is not read if the name belongs to another topic than before', async () => {
    const ids = [
      new Map([
        ['a', 'id-a'],
        ['b', 'id-b'],
      ]),
      new Map([
        ['a', 'id-a'],
        ['b', 'id-c'],
      ]),
    ];
    const { assignments, failed } = assigning({ topicIds: () => Promise.resolve(ids.shift() ?? new Map()) });
    assignments.joined(BOTH);
    await settled();
    assignments.joined(BOTH);
    await settled();
    expect(failed).toEqual([expect.any(TopicReplacedError)]);
  });
});

describe('a shard that is assigned again', () => {
  it('is revoked first, after the current batch and the handler’s answer', async () => {
    const revoked = Promise.withResolvers<void>();
    const { assignments, steps } = assigning();
    const slow = assigning({
      handler: {
        assigned: ({ partition }) =>
          Promise.resolve(void steps.push(`assigned ${partition}`)).then(() => new Map([['a', 5]])),
        revoked: async ({ partition }) => {
          steps.push(`revoking ${partition}`);
          await revoked.promise;
          steps.push(`revoked ${partition}`);
        },
      },
    }).assignments;
    slow.joined([{ topic: 'a', partition: 1 }]);
    await settled();
    const [shard] = slow.shards();
    const [topic] = slow.topics();
    const batch = Promise.withResolvers<void>();
    if (shard === undefined || topic === undefined) throw new Error('nothing was assigned');
    void shard.inTurn(topic, () => batch.promise);
    slow.joined([{ topic: 'a', partition: 1 }]);
    await settled();
    expect([shard.lost, steps]).toEqual([true, ['assigned 1']]);
    batch.resolve();
    await settled();
    expect(steps).toEqual(['assigned 1', 'revoking 1']);
    revoked.resolve();
    await settled();
    expect(steps).toEqual(['assigned 1', 'revoking 1', 'revoked 1', 'assigned 1']);
    expect(assignments.shards()).toEqual([]);
  });

  it('is revoked at the end, after the handler has handled everything', async () => {
    const { assignments, steps } = assigning();
    assignments.joined([...BOTH, { topic: 'a', partition: 2 }]);
    await settled();
    await assignments.release();
    expect(steps.slice(-2)).toEqual(['revoked a+b/1', 'revoked a/2']);
    expect(assignments.topics()).toEqual([]);
  });
});
