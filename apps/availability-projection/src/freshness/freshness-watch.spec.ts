import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Broker, MessageBatch } from '@stockproof/kafka';
import { cdcMessage, recordingMeter } from '@stockproof/testing';
import { aPool, partOf } from '@stockproof/testing/kit';
import { FreshnessWatch } from './freshness-watch.js';
import { observeFreshness } from './observe-freshness.js';

/** By the clock of the process that receives. */
const NOW_S = 100;

type Handler = Parameters<Broker['consume']>[1];

const beat = (seconds: number, connector = 'ledger'): Buffer =>
  cdcMessage({ op: 'u', after: { connector, beat_at: new Date(seconds * 1_000).toISOString() } });

/** A watch over a ledger topic of these ends whose partitions are handled up to these offsets. */
async function watching(ends: readonly [number, number][] | Error, positions: [number, number][]) {
  const handlers: Handler[] = [];
  const reported: string[] = [];
  let fail: (cause: Error) => void = () => undefined;
  const noted: [number[], string[]][] = [];
  const broker = partOf<Broker>({
    admin: async () => ({
      offsets: async (topic: string) => {
        if (ends instanceof Error && topic === 'ledger-topic') throw ends;
        return new Map(
          (ends instanceof Error ? [] : ends).map(([partition, high]) => [partition, { low: 0, high }]),
        );
      },
      close: () => Promise.resolve(void reported.push('closed')),
    }),
    consume: async (_options: unknown, one: Handler) => {
      handlers.push(one);
      return {
        failed: new Promise<never>((_done, reject) => (fail = reject)),
        stop: () => Promise.resolve(void reported.push('stopped')),
      };
    },
  });
  const write = async ({ values }: { values: [string, number[], string[]] }): Promise<void> => {
    // As long as a database takes: whoever receives has to wait for it.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    noted.push([values[1], values[2]]);
  };
  const pool = aPool(write);
  const watch = new FreshnessWatch({
    broker,
    pool,
    heartbeat_topic: 'beats',
    ledger_topic: 'ledger-topic',
    group_prefix: 'p.',
    positions: () => new Map(positions),
    now_ms: () => NOW_S * 1_000,
    onFailed: ({ message }) => reported.push(message),
  });
  await watch.start();
  const consume = async (...values: (Buffer | null)[]): Promise<void> => {
    const messages = values.map((value, offset) => ({
      key: null,
      value,
      headers: {},
      offset,
      timestamp_ms: 0,
    }));
    await handlers[0]?.handle(partOf<MessageBatch>({ topic: 'beats', partition: 0, messages }));
  };
  return { watch, noted, consume, reported, fail: (cause: Error) => fail(cause) };
}

describe('the heartbeats of the ledger’s connector', () => {
  it.each<
    [string, (Buffer | null)[], readonly [number, number][] | Error, [number, number][], [number[], number][]]
  >([
    // what is received; ends of the ledger's topic; how far it is processed; partitions noted, as of which
    // second
    [
      'say that what is handled to the end is as fresh as the beat',
      [beat(5)],
      [
        [0, 10],
        [1, 20],
      ],
      [
        [0, 10],
        [1, 19],
      ],
      [[[0], 5]],
    ],
    ['the newest of several counts', [beat(5), beat(7), beat(6)], [[0, 10]], [[0, 10]], [[[0], 7]]],
    [
      'as of when it was received, where the write side’s clock is ahead',
      [beat(3_600)],
      [[0, 10]],
      [[0, 10]],
      [[[0], NOW_S]],
    ],
    ['another connector’s say nothing', [beat(5, 'outbox')], [[0, 10]], [[0, 10]], []],
    ['nor what cannot be read', [null, Buffer.from('{'), beat(4)], [[0, 10]], [[0, 10]], [[[0], 4]]],
    ['nor one after which the ends cannot be asked for', [beat(5)], new Error('away'), [[0, 10]], []],
    [
      'nor anything of partitions that others own',
      [beat(5)],
      [
        [0, 10],
        [1, 20],
      ],
      [],
      [],
    ],
  ])('%s', async (_what, received, ends, positions, expected) => {
    const { watch, noted, consume } = await watching(ends, positions);
    try {
      await consume(...received);
      expect(
        noted.map(([partitions, times]) => [partitions, Math.round(Date.parse(String(times[0])) / 1_000)]),
      ).toEqual(expected);
    } finally {
      await watch.stop();
    }
  });

  it('give the age of each held partition, and none of one that is no longer held', async () => {
    const positions: [number, number][] = [
      [0, 10],
      [1, 19],
    ];
    const ends: [number, number][] = [
      [0, 10],
      [1, 20],
    ];
    const { watch, consume } = await watching(ends, positions);
    try {
      await consume(beat(NOW_S - 3));
      const { meter, observed } = recordingMeter();
      observeFreshness({ meter }, () => watch.ages());
      expect(await observed()).toEqual([['stockproof_freshness_seconds', 3, { partition: '0' }]]);
      positions.splice(0);
      expect(await observed()).toEqual([]);
    } finally {
      await watch.stop();
    }
  });

  it('are each recorded once', async () => {
    const { watch, noted, consume } = await watching([[0, 10]], [[0, 10]]);
    try {
      await consume(beat(5));
      await consume(beat(5));
      await consume(beat(6));
      expect(noted).toHaveLength(2);
    } finally {
      await watch.stop();
    }
  });

  it('are not read after the service ends; if they cannot be read, that is reported', async () => {
    const { watch, fail, reported } = await watching([], []);
    fail(new Error('stalled'));
    await Promise.resolve();
    await watch.stop();
    expect(reported).toEqual(['stalled', 'stopped', 'closed']);
  });

  describe('a running FreshnessWatch', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    it('reports a partition that lagged at the heartbeat as fresh within 200 ms of catching up, and not before', async () => {
      jest.useFakeTimers();
      const positions: [number, number][] = [[0, 9]];
      const { watch, noted, consume } = await watching([[0, 10]], positions);
      await consume(beat(5));
      await jest.advanceTimersByTimeAsync(5_000);
      expect(noted).toEqual([]);
      positions.splice(0, 1, [0, 10]);
      await jest.advanceTimersByTimeAsync(200);
      expect(noted.map(([partitions]) => partitions)).toEqual([[0]]);
      await consume(beat(6));
      await watch.stop();
      await consume(beat(7));
      positions.splice(0, 1, [0, 11]);
      await jest.advanceTimersByTimeAsync(5_000);
      expect(noted).toHaveLength(2);
    });
  });
});
