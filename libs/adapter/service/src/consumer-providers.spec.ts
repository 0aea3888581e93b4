import { expect, it } from '@jest/globals';
import { Ending } from '@stockproof/http';
import type { Broker, BrokerConsumer, ConsumerOptions, ShardHandler } from '@stockproof/kafka';
import { type HeldShards } from '@stockproof/postgres';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { consumerGroup, consumerProvider, type RetryMetrics, retryProvider } from './consumer-providers.js';

const CONFIG = { STOCKPROOF_TOPIC_PREFIX: 't.', STOCKPROOF_STALL_TIMEOUT_MS: 9, max: 3 };

it('a consumer joins the group of its service, with the limits of its settings', async () => {
  const asked: ConsumerOptions[] = [];
  const failures: Error[] = [];
  const failed = Promise.withResolvers<never>();
  const broker = partOf<Broker>({
    consume: async (options: ConsumerOptions, _handler: ShardHandler) => {
      asked.push(options);
      return partOf<BrokerConsumer>({
        failed: failed.promise,
        backlog: () => [{ topic: 't.a', partition: 1, messages: 0, oldest_ms: null }],
      });
    },
  });
  const { useFactory, inject = [] } = consumerProvider<typeof CONFIG>(({ max }) => ({
    concurrency: 2,
    max_batch: max,
    min_bytes: 1,
    max_wait_ms: 5,
    never_goes_back: true,
  }));
  const fail = (cause: Error) => failures.push(cause);
  const { meter, observed } = recordingMeter();
  const telemetry = partOf<Telemetry>({ meter });
  const shards = partOf<HeldShards<unknown>>({});
  const strategy = await useFactory('orders', broker, shards, CONFIG, fail, telemetry);
  strategy.addHandler('a', async () => undefined, true);
  await new Promise((done) => void strategy.listen(done));
  failed.reject(new Error('stalled'));
  await expect(failed.promise).rejects.toThrow('stalled');
  expect({ asked, failures: failures.map(({ message }) => message), injected: inject.length }).toEqual({
    asked: [
      {
        group: 't.orders',
        topics: ['t.a'],
        concurrency: 2,
        max_batch: 3,
        min_bytes: 1,
        max_wait_ms: 5,
        never_goes_back: true,
        stall_timeout_ms: 9,
      },
    ],
    failures: ['stalled'],
    injected: 6,
  });
  expect(await observed()).toEqual(
    ['messages', 'seconds'].map((unit) => [
      `stockproof_consumer_lag_${unit}`,
      0,
      { group: 't.orders', topic: 't.a', partition: '1' },
    ]),
  );
  expect(consumerGroup('orders', CONFIG)).toBe('t.orders');
});

it.each([
  ['without metrics', undefined, []],
  ['with metrics', Symbol('metrics'), ['no route']],
])(
  'a retry %s is logged, counted if there is a counter, and ends with the service',
  async (_case, token, counted) => {
    const [logged, seen]: [unknown[], string[]] = [[], []];
    const logger = partOf<Logger>({ warn: (...line: unknown[]) => void logged.push(line) });
    const metrics: RetryMetrics = { retried: ({ message }) => void seen.push(message) };
    const ending = new Ending();
    const { useFactory, inject = [] } = retryProvider(
      Symbol('retry'),
      'order transaction failed; retrying',
      token,
    );
    const all = [logger, ending, metrics];
    const retry = await useFactory(...all.slice(0, inject.length));
    const error = new Error('no route');
    retry.onRetry?.(error, 2);
    ending.begin();
    expect({ logged, seen, ended: retry.signal?.aborted }).toEqual({
      logged: [[{ err: error, failures: 2 }, 'order transaction failed; retrying']],
      seen: counted,
      ended: true,
    });
  },
);
