import { describe, expect, it } from '@jest/globals';
import { PRODUCE_REQUEST_BYTES, RECORD_OVERHEAD_BYTES } from '@stockproof/bounds';
import { type BrokerProducer, MessageTooLargeError, type ProducedMessage } from '@stockproof/kafka';
import { UpdateWriter } from './update-writer.js';

const message = (value: string): ProducedMessage => ({ partition: 0, key: 'k', value });

/** A producer whose requests the test answers. */
function heldProducer() {
  const sent: { readonly values: unknown[]; readonly answer: (error?: Error) => void }[] = [];
  const producer: BrokerProducer = {
    send: (_topic, messages) =>
      new Promise((done, fail) => {
        const answer = (error?: Error) => (error === undefined ? done([]) : fail(error));
        sent.push({ values: messages.map(({ value }) => value), answer });
      }),
    close: () => Promise.resolve(),
  };
  return { sent, writer: new UpdateWriter(producer, { topic: 't', linger_ms: 0 }) };
}

const turn = () => new Promise((done) => setImmediate(() => setImmediate(done)));

describe('UpdateWriter', () => {
  it('sends the updates of one turn together, in order', async () => {
    const { sent, writer } = heldProducer();
    const all = Promise.all([
      writer.write([message('a'), message('b')], 'ann'),
      writer.write([message('c')], 'ann'),
    ]);
    await turn();
    expect(sent.map(({ values }) => values)).toEqual([['a', 'b', 'c']]);
    sent[0]?.answer();
    await all;
  });

  it('has one request in flight, so a later event never overtakes an earlier one', async () => {
    const { sent, writer } = heldProducer();
    const first = writer.write([message('a')], 'ann');
    await turn();
    const second = Promise.all([writer.write([message('b')], 'ann'), writer.write([message('c')], 'ann')]);
    await turn();
    expect(sent).toHaveLength(1);
    sent[0]?.answer();
    await first;
    await turn();
    expect(sent.map(({ values }) => values)).toEqual([['a'], ['b', 'c']]);
    sent[1]?.answer();
    await second;
  });

  it('counts updates that are not acknowledged, and is idle if there are none', async () => {
    const { sent, writer } = heldProducer();
    const written = writer.write([message('a'), message('b')], 'ann');
    expect(writer.pending).toBe(2);
    await turn();
    let idle = false;
    const drained = writer.idle().then(() => {
      idle = true;
    });
    await turn();
    expect(idle).toBe(false);
    sent[0]?.answer();
    await Promise.all([written, drained]);
    expect(writer.pending).toBe(0);
  });

  it('rejects the callers of a failed request, and continues', async () => {
    const { sent, writer } = heldProducer();
    const failed = writer.write([message('a')], 'ann');
    await turn();
    const good = writer.write([message('b')], 'ann');
    sent[0]?.answer(new Error('gone'));
    await expect(failed).rejects.toThrow('gone');
    await turn();
    sent[1]?.answer();
    await good;
    expect(writer.pending).toBe(0);
  });

  it('keeps a request below the limit of a record batch, and each group whole', async () => {
    const { sent, writer } = heldProducer();
    const half = 'x'.repeat(400 * 1_024);
    const all = [
      writer.write([message(half)], 'ann'),
      writer.write([message(half), message('tail')], 'ann'),
      writer.write([message('last')], 'ann'),
    ];
    await turn();
    sent[0]?.answer();
    await turn();
    sent[1]?.answer();
    await Promise.all(all);
    expect(sent.map(({ values }) => values.length)).toEqual([1, 3]);
  });

  it('counts bytes including headers, because a request is one batch', async () => {
    const { sent, writer } = heldProducer();
    const third = {
      ...message('票'.repeat(PRODUCE_REQUEST_BYTES / 12)),
      headers: { h: 'x'.repeat(PRODUCE_REQUEST_BYTES / 4 - 2 * RECORD_OVERHEAD_BYTES) },
    };
    const all = [writer.write([third], 'ann'), writer.write([third], 'ann'), writer.write([third], 'ann')];
    await turn();
    sent[0]?.answer();
    await turn();
    sent[1]?.answer();
    await Promise.all(all);
    expect(sent.map(({ values }) => values.length)).toEqual([2, 1]);
  });

  it('splits a request that is refused for its size until the faulty update is alone', async () => {
    const refused: string[] = [];
    const producer: BrokerProducer = {
      send: (_topic, messages) =>
        messages.some(({ value }) => value === 'huge')
          ? Promise.reject(new MessageTooLargeError(messages.map(({ value }) => String(value)).join()))
          : Promise.resolve([]),
      close: () => Promise.resolve(),
    };
    const writer = new UpdateWriter(producer, { topic: 't', linger_ms: 0 });
    const all = ['a', 'b', 'huge', 'c', 'd'].map((value) =>
      writer
        .write([message(value)], 'ann')
        .catch((error: Error) => void refused.push(`${value}: ${error.message}`)),
    );
    await Promise.all(all);
    expect(refused).toEqual(['huge: huge']);
    expect(writer.pending).toBe(0);
  });

  it('does not split a request that failed for another reason, because it may be stored', async () => {
    const { sent, writer } = heldProducer();
    const all = Promise.allSettled([
      writer.write([message('a')], 'ann'),
      writer.write([message('b')], 'ann'),
    ]);
    await turn();
    sent[0]?.answer(new Error('gone'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toHaveLength(1);
  });

  it('sends a group that is too large by itself alone', async () => {
    const { sent, writer } = heldProducer();
    const large = writer.write([message('x'.repeat(900 * 1_024))], 'ann');
    await turn();
    expect(sent).toHaveLength(1);
    sent[0]?.answer();
    await large;
  });
});
