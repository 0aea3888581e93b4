import { describe, expect, it } from '@jest/globals';
import type { Broker, ConsumedMessage } from '@stockproof/kafka';
import { eventually } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { AvailabilityStream } from './availability-stream.js';

/** A topic whose messages the test says, read by the stream's own reader. */
async function following() {
  const waiting: ConsumedMessage[][] = [];
  let fault: Error | null = null;
  let offset = 0;
  const reported: string[] = [];
  const broker = partOf<Broker>({
    admin: async () => ({
      topicIds: async () => new Map([['t', 'id']]),
      offsets: async () => new Map([[0, { low: 0, high: 0 }]]),
      close: async () => undefined,
    }),
    reader: async () => ({
      fetch: async () => {
        await new Promise((done) => setTimeout(done, 1));
        if (fault !== null) throw fault;
        const messages = waiting.shift() ?? [];
        return [{ partition: 0, messages, next_offset: (offset += messages.length) }];
      },
      close: async () => void reported.push('stopped'),
    }),
  });
  const stream = new AvailabilityStream({
    broker,
    topic: 't',
    onFailed: ({ message }) => reported.push(message),
  });
  await stream.start();
  const say = async (sku: string, value: string): Promise<void> => {
    const message = partOf<ConsumedMessage>({
      key: Buffer.from(`${sku}\u001fann`),
      value: Buffer.from(value),
      offset,
      headers: {},
    });
    const before = offset;
    waiting.push([message]);
    await eventually(() => Promise.resolve(expect(offset).toBe(before + 1)));
  };
  const fail = async (cause: Error): Promise<void> => {
    fault = cause;
    await eventually(() => Promise.resolve(expect(reported).toContain(cause.message)));
  };
  return { stream, say, reported, fail };
}

function reading(stream: AvailabilityStream, ...skus: string[]) {
  const received: string[] = [];
  const subscription = stream.changes(skus, () => true).subscribe((value) => received.push(value));
  return { received, leave: () => subscription.unsubscribe() };
}

describe('AvailabilityStream', () => {
  it('continues for the other readers of a SKU when one leaves', async () => {
    const { stream, say } = await following();
    const [one, other, third] = [reading(stream, 'a'), reading(stream, 'a'), reading(stream, 'a', 'b')];
    await say('a', '1');
    one.leave();
    await say('a', '2');
    third.leave();
    await say('a', '3');
    await say('b', '4');
    expect([one.received, other.received, third.received]).toEqual([['1'], ['1', '2', '3'], ['1', '2']]);
  });

  it('sends to a reader that connects after the last one left, for its own SKUs only', async () => {
    const { stream, say } = await following();
    reading(stream, 'a').leave();
    await say('a', '1');
    const again = reading(stream, 'a', 'a');
    await say('a', '2');
    await say('ab', '3');
    expect(again.received).toEqual(['2']);
  });

  it('ends with the service; if the topic cannot be read, that is reported', async () => {
    const { stream, fail, reported } = await following();
    await fail(new Error('stalled'));
    await stream.stop();
    expect(reported).toEqual(['stalled', 'stopped']);
  });

  it('sends only what can be sold to callers who may not see everything', async () => {
    const { stream, say } = await following();
    const received: unknown[] = [];
    stream
      .changes(['a'], (seller_id) => seller_id === 'ben')
      .subscribe((value) => received.push(JSON.parse(value)));
    stream
      .changes(['a'], (seller_id) => seller_id === 'ann')
      .subscribe((value) => received.push(JSON.parse(value)));
    const full = {
      sku: 'a',
      seller_id: 'ann',
      version: 7,
      sellable: 3,
      reserved: 2,
      stock_on_hand: 5,
      locations: [],
    };
    await say('a', JSON.stringify(full));
    expect(received).toEqual([{ sku: 'a', seller_id: 'ann', sellable: 3 }, full]);
  });
});
