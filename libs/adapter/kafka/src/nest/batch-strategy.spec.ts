import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import { of, throwError } from 'rxjs';
import type { Broker, ConsumerOptions, MessageBatch, ShardHandler } from '../port.js';
import { BatchStrategy, type BatchStrategyOptions } from './batch-strategy.js';

const BACKLOG = { topic: 'p.a', partition: 0, messages: 7, oldest_ms: 1_000 };

/** A strategy over a broker that the test plays; `steps` are what it did and what it told, in order. */
async function listening(refused: Error | null = null) {
  const steps: string[] = [];
  let asked: ConsumerOptions | undefined;
  let given: ShardHandler | undefined;
  let fail: (cause: Error) => void = () => undefined;
  const broker = partOf<Broker>({
    consume: async (options: ConsumerOptions, handler: ShardHandler) => {
      if (refused !== null) throw refused;
      [asked, given] = [options, handler];
      const failed = new Promise<never>((_done, reject) => (fail = reject));
      return {
        failed,
        stop: async () => void steps.push('stopped'),
        backlog: () => [BACKLOG],
        positions: () => new Map([['p.a/0', 9]]),
        ends: async (topic: string) => new Map([[0, { low: 1, high: topic.length }]]),
      };
    },
  });
  const shards: BatchStrategyOptions['shards'] = {
    assigned: async ({ partition }) => new Map([['p.a', partition]]),
    begun: async (at, offset) => void steps.push(`begun ${at.partition} ${offset}`),
    revoked: async ({ partition }) => void steps.push(`revoked ${partition}`),
  };
  const onFailed = ({ message }: Error): number => steps.push(`failed: ${message}`);
  const options = partOf<BatchStrategyOptions>({
    broker,
    shards,
    onFailed,
    topic_prefix: 'p.',
    group: 'g',
    concurrency: 2,
  });
  const strategy = new BatchStrategy(options);
  strategy.addHandler(
    'a',
    ({ partition }: MessageBatch) => Promise.resolve(of(void steps.push(`a ${partition}`))),
    true,
  );
  strategy.addHandler('b', () => Promise.resolve(throwError(() => new Error('b cannot'))), true);
  const answer = await new Promise((done) => void strategy.listen(done));
  const handle = (topic: string, partition = 0): Promise<void> | undefined =>
    given?.handle({ topic, partition } as MessageBatch);
  return {
    strategy,
    steps,
    answer,
    handle,
    asked: () => asked,
    given: () => given,
    fail: (cause: Error) => fail(cause),
  };
}

describe('the topics that have a handler', () => {
  it('are read together, with their prefix and the limits of the consumer', async () => {
    const { answer, asked } = await listening();
    expect([answer, asked()]).toEqual([undefined, { group: 'g', concurrency: 2, topics: ['p.a', 'p.b'] }]);
  });

  it('get their own batches, and a failure ends the consumer', async () => {
    const { handle, steps } = await listening();
    await handle('p.a', 3);
    await expect(handle('p.b')).rejects.toThrow('b cannot');
    await expect(handle('p.c')).rejects.toThrow('no handler for p.c');
    expect(steps).toEqual(['a 3']);
  });

  it('are assigned, begun and revoked by shard', async () => {
    const { given, steps } = await listening();
    const held = await given()?.assigned({ partition: 4, topics: [], topic_ids: new Map() });
    await given()?.begun?.({ topic: 'p.a', partition: 4 }, 8);
    await given()?.revoked({ partition: 4, topics: [], topic_ids: new Map() });
    expect([held, steps]).toEqual([new Map([['p.a', 4]]), ['begun 4 8', 'revoked 4']]);
  });

  it('report their positions', async () => {
    const { strategy } = await listening();
    expect([strategy.backlog(), strategy.positions().get('p.a/0')]).toEqual([[BACKLOG], 9]);
  });

  it('report their names and where they end; before they are read, neither', async () => {
    const { strategy } = await listening();
    expect([strategy.topics(), await strategy.ends('p.a')]).toEqual([['p.a', 'p.b'], new Map([[0, 3]])]);
    const unread = new BatchStrategy(partOf<BatchStrategyOptions>({}));
    expect(unread.topics()).toEqual([]);
    await expect(unread.ends('p.a')).rejects.toThrow('has not started');
  });

  it('are not read after the service ends; if they cannot be read, that is reported', async () => {
    const { strategy, steps, fail } = await listening();
    fail(new Error('stalled'));
    await Promise.resolve();
    await strategy.close();
    expect(steps).toEqual(['failed: stalled', 'stopped']);
  });

  it('are not consumed if the broker refuses, and the service receives the reason', async () => {
    const { answer, strategy } = await listening(new Error('away'));
    await strategy.close();
    expect([answer, strategy.backlog(), strategy.positions().size]).toEqual([new Error('away'), [], 0]);
  });
});
