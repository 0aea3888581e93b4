import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Broker, BrokerAdmin } from '@stockproof/kafka';
import { partOf } from '@stockproof/testing/kit';
import { BacklogWatch } from './backlog-watch.js';

/** A watch that has looked once at a topic of these ends and a group with these positions. */
async function watching(
  ends: readonly [number, { low: number; high: number }][],
  committed: readonly [number, number | null][],
  max_lag: number,
): Promise<BacklogWatch> {
  const admin: Partial<BrokerAdmin> = {
    offsets: async () => new Map(ends),
    committed: async () => new Map(committed),
    close: () => Promise.resolve(),
  };
  const broker = partOf<Broker>({ admin: async () => admin });
  const watch = new BacklogWatch({
    broker,
    group: 'g',
    topic: 't',
    max_lag,
    share: (limit) => limit,
    max_seller_lag: 2,
  });
  await watch.start();
  await watch.stop();
  return watch;
}

describe('BacklogWatch', () => {
  it.each<[string, [number, { low: number; high: number }][], [number, number | null][], number]>([
    ['an empty topic', [[0, { low: 0, high: 0 }]], [[0, null]], 0],
    ['what nobody has read', [[0, { low: 10, high: 25 }]], [[0, null]], 15],
    ['a partition the group does not know', [[0, { low: 0, high: 7 }]], [], 7],
    [
      'what is left of two partitions',
      [
        [0, { low: 0, high: 7 }],
        [1, { low: 5, high: 9 }],
      ],
      [
        [0, 4],
        [1, 8],
      ],
      4,
    ],
    ['all read', [[0, { low: 0, high: 7 }]], [[0, 7]], 0],
  ])('counts %s', async (_name, ends, committed, lag) => {
    expect((await watching(ends, committed, 100)).lag).toBe(lag);
  });

  it('refuses above the limit and not at it', async () => {
    const at = await watching([[0, { low: 0, high: 7 }]], [], 7);
    expect(() => at.check('ann')).not.toThrow();
    const beyond = await watching([[0, { low: 0, high: 8 }]], [], 7);
    expect(() => beyond.check('ann')).toThrow(
      expect.objectContaining({ status: 503, code: 'backlog', headers: { 'retry-after': '5' } }),
    );
  });

  it('refuses a seller above its own limit, and no other seller', async () => {
    const watch = await watching([[0, { low: 0, high: 3 }]], [], 7);
    watch.accepted('ann', [0, 0]);
    expect(() => watch.check('ann')).not.toThrow();
    watch.accepted('ann', [0]);
    expect(() => watch.check('ann')).toThrow(
      expect.objectContaining({ status: 429, code: 'seller_backlog', headers: { 'retry-after': '5' } }),
    );
    expect(() => watch.check('ben')).not.toThrow();
  });

  it('keeps its last count while the broker does not answer', async () => {
    const answers = [
      () => Promise.resolve(new Map([[0, { low: 0, high: 8 }]])),
      () => Promise.reject(new Error('away')),
    ];
    const admin: Partial<BrokerAdmin> = {
      offsets: () => answers.shift()!(),
      committed: async () => new Map(),
      close: () => Promise.resolve(),
    };
    const watch = new BacklogWatch({
      broker: partOf<Broker>({ admin: async () => admin }),
      group: 'g',
      topic: 't',
      max_lag: 7,
      share: (limit) => limit,
      max_seller_lag: 2,
    });
    await watch.start();
    await watch.stop();
    await watch.start();
    await watch.stop();
    expect([answers.length, watch.lag]).toEqual([0, 8]);
  });

  describe('a running BacklogWatch', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    it('asks at rest every five seconds, and every second from the next update on', async () => {
      jest.useFakeTimers();
      let asked = 0;
      const admin: Partial<BrokerAdmin> = {
        offsets: () => Promise.resolve(new Map([[0, { low: 0, high: (asked += 1) > 3 ? 1 : 0 }]])),
        committed: async () => new Map(),
        close: () => Promise.resolve(),
      };
      const broker = partOf<Broker>({ admin: async () => admin });
      const watch = new BacklogWatch({
        broker,
        group: 'g',
        topic: 't',
        max_lag: 7,
        share: (limit) => limit,
        max_seller_lag: 2,
      });
      const askedIn = async (ms: number): Promise<number> => {
        const before = asked;
        await jest.advanceTimersByTimeAsync(ms);
        return asked - before;
      };
      await watch.start();
      expect([asked, await askedIn(4_000), await askedIn(1_000)]).toEqual([1, 0, 1]);
      watch.accepted('ann', [0]);
      expect([watch.queuedOf('ann'), watch.queuedOf('ben')]).toEqual([1, 0]);
      expect([await askedIn(1_000), await askedIn(4_000)]).toEqual([1, 0]);
      expect([await askedIn(1_000), watch.lag, await askedIn(3_000)]).toEqual([1, 1, 3]);
      await watch.stop();
    });

    it('checks every second, one check at a time, and not after its end', async () => {
      jest.useFakeTimers();
      const polls: (() => void)[] = [];
      let high = 3;
      const admin: Partial<BrokerAdmin> = {
        offsets: () => new Promise((done) => polls.push(() => done(new Map([[0, { low: 0, high }]])))),
        committed: async () => new Map([[0, 1]]),
        close: () => Promise.resolve(),
      };
      const watch = new BacklogWatch({
        broker: partOf<Broker>({ admin: async () => admin }),
        group: 'g',
        topic: 't',
        max_lag: 7,
        share: (limit) => limit,
        max_seller_lag: 2,
      });
      const begun = watch.start();
      await jest.advanceTimersByTimeAsync(0);
      polls[0]?.();
      await begun;
      expect(watch.lag).toBe(2);
      high = 9;
      await jest.advanceTimersByTimeAsync(3_000);
      expect(polls).toHaveLength(2);
      polls[1]?.();
      await jest.advanceTimersByTimeAsync(0);
      expect(watch.lag).toBe(8);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(polls).toHaveLength(3);
      polls[2]?.();
      await watch.stop();
      await jest.advanceTimersByTimeAsync(5_000);
      expect(polls).toHaveLength(3);
    });
  });
});
