import { describe, expect, it } from '@jest/globals';
import type { Broker, MessageBatch, ShardHandler } from '@stockproof/kafka';
import { cdcMessage } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { HeartbeatWatch } from './heartbeat-watch.js';

const beat = (connector: string, second: number): Buffer =>
  cdcMessage({ op: 'u', after: { connector, beat_at: new Date(second * 1_000).toISOString() } });
const at = (connector: string, second: number) => ({ connector, beat_us: second * 1_000_000 });

async function watching() {
  let handler: ShardHandler | undefined;
  const ended: string[] = [];
  const failed: Error[] = [];
  let fail: (cause: Error) => void = () => undefined;
  const broker = partOf<Broker>({
    admin: async () => ({
      offsets: async () => new Map([[0, { low: 0, high: 9 }]]),
      close: async () => void ended.push('admin'),
    }),
    consume: async (_options: unknown, given: ShardHandler) => {
      handler = given;
      return {
        failed: new Promise<void>((_done, reject) => (fail = reject)),
        stop: async () => void ended.push('consumer'),
      };
    },
  });
  const watch = new HeartbeatWatch({
    broker,
    topic: 'beats',
    group_prefix: 'p.',
    onFailed: (cause) => failed.push(cause),
  });
  await watch.start();
  const consume = (...values: (Buffer | null)[]): Promise<void> | undefined =>
    handler?.handle(
      partOf<MessageBatch>({
        topic: 'beats',
        partition: 0,
        messages: values.map((value, offset) => ({ value, offset })),
      }),
    );
  const assigned = async (partition: number): Promise<unknown> =>
    (await handler?.assigned({ partition, topics: ['beats'], topic_ids: new Map() }))?.get('beats');
  return { watch, consume, assigned, ended, failed, fail: (cause: Error) => fail(cause) };
}

describe('the heartbeats of CDC', () => {
  it('are received one by one with server and time, from the end of the topic on', async () => {
    const { watch, consume, assigned } = await watching();
    expect([await assigned(0), await assigned(1)]).toEqual([9, null]);
    await consume(beat('ledger', 5), null, Buffer.from('nonsense'), beat('ledger', 6));
    expect(
      [at('ledger', 5), at('ledger', 6), at('ledger', 7), at('outbox', 5)].map((one) => watch.consumed(one)),
    ).toEqual([true, true, false, false]);
    // Of a server that was restored the time may be lower than before.
    await consume(beat('ledger', 2));
    expect(watch.consumed(at('ledger', 2))).toBe(true);
  });

  it('are kept for longer than any barrier waits, and not forever', async () => {
    const { watch, consume } = await watching();
    await consume(...Array.from({ length: 10_000 }, (_one, index) => beat('ledger', index)));
    expect(watch.consumed(at('ledger', 0))).toBe(true);
    await consume(beat('ledger', 10_000));
    expect([
      watch.consumed(at('ledger', 0)),
      watch.consumed(at('ledger', 1)),
      watch.consumed(at('ledger', 10_000)),
    ]).toEqual([false, true, true]);
  });

  it('end with the service; a failed reader reports that', async () => {
    const { watch, ended, failed, fail } = await watching();
    fail(new Error('stalled'));
    await Promise.resolve();
    await watch.stop();
    expect([failed.map(({ message }) => message), ended]).toEqual([['stalled'], ['consumer', 'admin']]);
  });
});
