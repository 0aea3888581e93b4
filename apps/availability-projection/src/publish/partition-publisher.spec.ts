import { describe, expect, it } from '@jest/globals';
import { initialAvailability } from '@stockproof/availability';
import { type ProducedMessage, ProducerFencedError, SendOutcomeUnknownError } from '@stockproof/kafka';
import { FencedError } from '@stockproof/postgres';
import { partOf } from '@stockproof/testing/kit';
import type { ViewOffer } from '../view/view.js';
import { type PublisherContext, PartitionPublisher } from './partition-publisher.js';

const KEY = { consumer_group: 'g', topic: 'ledger', partition: 3 };
const offer = (index: number): ViewOffer => ({
  seller_id: 'm',
  sku: `s${index}`,
  state: { ...initialAvailability(), version: 1 },
  revision: 0,
  status: 'current',
  expected_version: null,
  found_version: null,
  changed_offset: index,
  traceparent: null,
  recovery_id: null,
});
const row = (index: number): object => ({
  ...offer(index),
  version: 1,
  stock_on_hand: 0,
  sellable: 0,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: null,
  event_time: new Date(1),
  newest_event_time: new Date(1),
  accepted_at: new Date(1),
});

interface World {
  /** Epoch that the claim of the partition is at. */
  readonly epoch?: number;
  /** Where `published` stands; null: under a newer owner. */
  readonly published?: number | null;
  readonly next_offset?: number;
  /** Offers of the view that were changed since. */
  readonly changed?: number;
  /** What the sends come to, one after the other; then all go well. */
  readonly sends?: readonly Error[];
  readonly advances?: boolean;
  /** The statement that gets no connection. */
  readonly away?: string;
  /** Whether the service is told to end when something is tried again. */
  readonly ends_when_tried_again?: boolean;
}

const GONE = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });

async function opening({
  epoch = 2,
  published = 5,
  next_offset = 9,
  changed = 0,
  sends = [],
  advances = true,
  away,
  ends_when_tried_again = false,
}: World = {}) {
  const steps: string[] = [];
  const sent: ProducedMessage[] = [];
  const left = [...sends];
  let opened = 0;
  const query = async ({
    name,
    values,
  }: {
    name: string;
    values: readonly unknown[];
  }): Promise<{ rows: object[]; rowCount: number }> => {
    if (name === away) throw GONE;
    if (name === 'read-offset') return { rows: [{ epoch, next_offset }], rowCount: 1 };
    if (name === 'claim-published')
      return { rows: published === null ? [] : [{ published_offset: published }], rowCount: 1 };
    if (name === 'advance-published') {
      steps.push(`published to ${String(values[3])}`);
      return { rows: [], rowCount: advances ? 1 : 0 };
    }
    const [, from, after, , , limit] = values as [number, number, number, string, string, number];
    const rows = Array.from({ length: changed }, (_one, index) => index)
      .filter((index) => index >= from - 5 && index > after)
      .slice(0, limit);
    return { rows: rows.map(row), rowCount: rows.length };
  };
  const fencedProducer = async () => {
    opened += 1;
    const id = opened;
    return {
      send: async (_topic: string, messages: readonly ProducedMessage[]) => {
        // Later than whatever does not wait for it.
        await new Promise((done) => setTimeout(done, 2));
        const error = left.shift();
        if (error !== undefined) throw error;
        steps.push(`sent ${messages.length} by ${id}`);
        sent.push(...messages);
      },
      close: async () => void steps.push(`closed ${id}`),
    };
  };
  const ending = new AbortController();
  const retried: number[] = [];
  const reported: number[] = [];
  const context = partOf<PublisherContext>({
    pool: { query },
    broker: { fencedProducer },
    topic: 'availability',
    now_ms: () => 0,
    signal: ending.signal,
    onRetry: (_error: Error, failures: number) => {
      retried.push(failures);
      if (ends_when_tried_again) ending.abort();
    },
    onPublished: (offers: readonly ViewOffer[]) => reported.push(offers.length),
  });
  const publisher = await PartitionPublisher.open(context, KEY, { epoch: 2, next_offset: 9 }).catch(
    (error: unknown) => error,
  );
  return { publisher: publisher as PartitionPublisher, steps, sent, retried, reported };
}

describe('a new holder of a partition', () => {
  it.each<[string, World, string[]]>([
    ['sends nothing where nothing was left', {}, ['published to 9']],
    ['sends what was left, and moves on when it is sent', { changed: 3 }, ['sent 3 by 1', 'published to 9']],
    ['in pages', { changed: 2_001 }, ['sent 1000 by 1', 'sent 1000 by 1', 'sent 1 by 1', 'published to 9']],
    ['a whole page too', { changed: 1_000 }, ['sent 1000 by 1', 'published to 9']],
    ['never moves back', { published: 12 }, ['published to 12']],
  ])('%s', async (_case, world, steps) => {
    const opened = await opening(world);
    expect(opened.publisher).toBeInstanceOf(PartitionPublisher);
    expect([opened.steps, opened.reported.reduce((sum, count) => sum + count, 0)]).toEqual([
      steps,
      opened.sent.length,
    ]);
    expect(new Set(opened.sent.map(({ key }) => key)).size).toBe(world.changed ?? 0);
  });

  it.each<[string, World, unknown, string[]]>([
    ['another one has claimed it since', { epoch: 3 }, FencedError, ['closed 1']],
    ['its published position has a newer owner', { published: null }, FencedError, []],
    [
      'somebody opened it after it',
      { changed: 1, sends: [new ProducerFencedError('fenced')] },
      ProducerFencedError,
      [],
    ],
    [
      'it lost it while it sent',
      { changed: 1, advances: false },
      FencedError,
      ['sent 1 by 1', 'published to 9'],
    ],
  ])('is reported when %s', async (_case, world, error, steps) => {
    const opened = await opening(world);
    expect([opened.publisher, opened.steps]).toEqual([expect.any(error as typeof Error), steps]);
  });
});

describe('the end of the service ends waiting', () => {
  it.each(['read-offset', 'claim-published', 'read-unpublished', 'advance-published'])(
    'for the database to answer %s',
    async (away) => {
      expect((await opening({ away, ends_when_tried_again: true })).publisher).toBe(GONE);
    },
  );

  it('for the broker to accept messages; the published position does not change', async () => {
    const unknown = new SendOutcomeUnknownError('no answer');
    const { publisher, steps } = await opening({
      changed: 1,
      sends: [unknown, unknown, unknown],
      ends_when_tried_again: true,
    });
    expect([publisher, steps]).toEqual([unknown, ['closed 1']]);
  });
});

describe('a publisher', () => {
  it('sends again with a new producer if the outcome of a send is unknown', async () => {
    const unknown = new SendOutcomeUnknownError('no answer');
    const { publisher, steps, retried } = await opening({ sends: [unknown, unknown] });
    await publisher.publish([offer(1)], 10);
    expect([steps, retried]).toEqual([
      ['published to 9', 'closed 1', 'closed 2', 'sent 1 by 3', 'published to 10'],
      [1, 2],
    ]);
  });

  it('publishes in pages, and advances the position when all are sent', async () => {
    const { publisher, steps } = await opening();
    await publisher.publish(
      Array.from({ length: 1_001 }, (_one, index) => offer(index)),
      10,
    );
    expect(steps).toEqual(['published to 9', 'sent 1000 by 1', 'sent 1 by 1', 'published to 10']);
  });

  it('removes a message from the wrong partition with a tombstone before it reports so', async () => {
    const { publisher, steps, sent } = await opening();
    await publisher.retract([]);
    await publisher.retract([
      { seller_id: 'm', sku: 'a', recovery_id: 'r' },
      { seller_id: 'm', sku: 'a', recovery_id: 'r', partition: 5 },
    ]);
    expect(steps).toEqual(['published to 9', 'sent 2 by 1']);
    expect(sent.map(({ partition, value }) => [partition, value])).toEqual([
      [3, null],
      [5, null],
    ]);
    await publisher.close();
    expect(steps.at(-1)).toBe('closed 1');
  });

  it('learns with any send that it is fenced', async () => {
    const { publisher } = await opening({
      sends: [new ProducerFencedError('fenced'), new ProducerFencedError('fenced')],
    });
    await expect(publisher.publish([offer(1)], 10)).rejects.toThrow(ProducerFencedError);
    await expect(publisher.retract([{ seller_id: 'm', sku: 'a', recovery_id: 'r' }])).rejects.toThrow(
      ProducerFencedError,
    );
  });
});
