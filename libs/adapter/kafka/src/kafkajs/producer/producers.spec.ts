import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Kafka } from 'kafkajs';
import { MessageTooLargeError, ProducerFencedError, SendOutcomeUnknownError } from '../../errors.js';
import type { ProducedMessage } from '../../port.js';
import { FencingProducer } from './fencing-producer.js';
import { IdempotentProducer } from './idempotent-producer.js';

const failing = (type?: string): Error => Object.assign(new Error('refused'), { type });
const MESSAGES: ProducedMessage[] = [
  { partition: 1, key: 'k', value: 'v' },
  { partition: 2, key: 'k', value: 'v' },
];
/** So many that they leave in two requests. */
const MANY: ProducedMessage[] = Array.from({ length: 4 }, (_one, index) => ({
  partition: 1,
  key: `k${index}`,
  value: 'x'.repeat(300_000),
}));

/** An answer that leaves out the partitions of a broker that is gone, as kafkajs gives it. */
const LEFT_OUT = { without: 2 };

/**
 * A Kafka whose sends come to these errors, one after the other; then all go well, from offset 10 on. What
 * happened is in `steps`.
 */
function kafka(...errors: (Error | typeof LEFT_OUT)[]) {
  const steps: string[] = [];
  const left = [...errors];
  let clients = 0;
  let next = 10;
  const producer = (options: {
    idempotent: boolean;
    maxInFlightRequests: number;
    transactionalId?: string;
    createPartitioner: unknown;
  }) => {
    clients += 1;
    const id = clients;
    const send = async ({ messages, acks }: { messages: { partition: number }[]; acks?: number }) => {
      await Promise.resolve();
      const error = left.shift();
      if (error instanceof Error) throw error;
      steps.push(`sent ${messages.length} by ${id}${acks === undefined ? '' : ` acks ${acks}`}`);
      const baseOffset = String(next);
      next += messages.length;
      return [...new Set(messages.map(({ partition }) => partition))]
        .filter((partition) => partition !== error?.without)
        .map((partition) => ({ partition, baseOffset }));
    };
    const transaction = async () => ({
      send,
      commit: async () => void steps.push('committed'),
      abort: async () => void steps.push('aborted'),
    });
    expect([options.idempotent, options.maxInFlightRequests]).toEqual([true, 1]);
    return {
      connect: async () => void steps.push(`connected ${id}`),
      disconnect: async () => void steps.push(`closed ${id}`),
      send,
      transaction,
    };
  };
  return { client: partOf<Kafka>({ producer }), steps };
}

describe('a producer', () => {
  it.each([
    ['idempotent', (client: Kafka) => IdempotentProducer.open(client)],
    ['transactional', (client: Kafka) => FencingProducer.open(client, 'id')],
  ])('%s: a partition that no broker answered for is not taken for written', async (_kind, open) => {
    const { client, steps } = kafka(LEFT_OUT);
    const producer = await open(client);
    await expect(producer.send('t', MESSAGES)).rejects.toThrow(SendOutcomeUnknownError);
    expect(steps).not.toContain('committed');
  });

  it('waits for all in-sync replicas, and returns the first offset of each partition', async () => {
    const { client, steps } = kafka();
    const producer = await IdempotentProducer.open(client);
    expect(await producer.send('t', MESSAGES)).toEqual([
      { topic: 't', partition: 1, base_offset: 10 },
      { topic: 't', partition: 2, base_offset: 10 },
    ]);
    expect(await producer.send('t', MANY)).toEqual([{ topic: 't', partition: 1, base_offset: 12 }]);
    await producer.close();
    expect(steps).toEqual([
      'connected 1',
      'sent 2 by 1 acks -1',
      'sent 2 by 1 acks -1',
      'sent 2 by 1 acks -1',
      'closed 1',
    ]);
  });

  it.each<[string, Error, unknown]>([
    ['too large', failing('MESSAGE_TOO_LARGE'), MessageTooLargeError],
    ['without an answer', failing(), SendOutcomeUnknownError],
  ])(
    'is opened again after a send that was %s, because its sequence numbers are unknown',
    async (_case, error, reported) => {
      const { client, steps } = kafka(error);
      const producer = await IdempotentProducer.open(client);
      const [first, second] = await Promise.allSettled([
        producer.send('t', MESSAGES),
        producer.send('t', MESSAGES),
      ]);
      expect([first.status === 'rejected' && first.reason, second.status]).toEqual([
        expect.any(reported as typeof Error),
        'fulfilled',
      ]);
      expect(steps).toEqual(['connected 1', 'closed 1', 'connected 2', 'sent 2 by 2 acks -1']);
    },
  );

  it('sends pending messages before it closes', async () => {
    const { client, steps } = kafka();
    const producer = await IdempotentProducer.open(client);
    const sent = producer.send('t', MESSAGES);
    await producer.close();
    await sent;
    expect(steps).toEqual(['connected 1', 'sent 2 by 1 acks -1', 'closed 1']);
  });
});

describe('a fencing producer', () => {
  it('claims its transactional id when it is opened, and commits each send', async () => {
    const { client, steps } = kafka();
    const producer = await FencingProducer.open(client, 'p');
    expect(steps).toEqual(['connected 1', 'aborted']);
    expect(await producer.send('t', MANY)).toEqual([{ topic: 't', partition: 1, base_offset: 10 }]);
    expect(steps.slice(2)).toEqual(['sent 2 by 1', 'sent 2 by 1', 'committed']);
  });

  it.each<[string | undefined, unknown]>([
    ['INVALID_PRODUCER_EPOCH', ProducerFencedError],
    ['PRODUCER_FENCED', ProducerFencedError],
    ['INVALID_TRANSACTION_STATE', ProducerFencedError],
    ['INVALID_PRODUCER_ID_MAPPING', ProducerFencedError],
    ['MESSAGE_TOO_LARGE', MessageTooLargeError],
    ['NOT_LEADER_FOR_PARTITION', SendOutcomeUnknownError],
    [undefined, SendOutcomeUnknownError],
  ])('reports the meaning of %s', async (type, reported) => {
    for (const error of [failing(type), new Error('the client’s word', { cause: failing(type) })]) {
      const { client, steps } = kafka(error);
      const producer = await FencingProducer.open(client, 'p');
      await expect(producer.send('t', MESSAGES)).rejects.toThrow(reported as typeof Error);
      expect(steps).not.toContain('committed');
    }
  });
});
