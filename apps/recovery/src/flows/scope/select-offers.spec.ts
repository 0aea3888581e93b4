import { describe, expect, it } from '@jest/globals';
import type { Broker, ConsumedMessage } from '@stockproof/kafka';
import type { Scope } from '@stockproof/recovery-run';
import { cdcMessage } from '@stockproof/testing';
import { aPool, partOf } from '@stockproof/testing/kit';
import { selectOffers } from './select-offers.js';

const CAPTURED = 'captured';
const UPDATES = 'inventory.updates.v1';

const row = (sku: string, event_time: string, source_partition: number, source_offset: number) => ({
  seller_id: 'ann',
  sku,
  event_time,
  source_topic: UPDATES,
  source_partition,
  source_offset,
});
const inserted = (...of: Parameters<typeof row>) => cdcMessage({ after: row(...of), op: 'c' });

/** What is captured, by partition; offsets count from 0. */
const HISTORY: readonly (readonly (Buffer | null)[])[] = [
  [
    inserted('a', '2026-06-19T17:59:59.999Z', 0, 10),
    inserted('b', '2026-06-19T18:00:00Z', 0, 11),
    null,
    Buffer.from('{'),
  ],
  [
    inserted('c', '2026-06-19T20:59:59.999+02:00', 1, 10),
    inserted('d', '2026-06-19T19:00:00Z', 1, 11),
    cdcMessage({ before: row('e', '2026-06-19T18:30:00Z', 0, 12), op: 'd' }),
  ],
];

/** A broker with one topic. */
function broker(read: Set<number>): Broker {
  const offsets = async () =>
    new Map(HISTORY.map((messages, partition) => [partition, { low: 0, high: messages.length }]));
  const topicIds = async () => new Map([[CAPTURED, 'one']]);
  const fetch = async (_topic: string, positions: ReadonlyMap<number, number>) =>
    [...positions].map(([partition, from]) => {
      const values = HISTORY[partition] ?? [];
      const messages = values
        .map((value, offset): ConsumedMessage => ({ offset, key: null, value, headers: {}, timestamp: 0 }))
        .slice(from);
      read.add(partition);
      return { partition, messages, next_offset: values.length };
    });
  const close = async () => undefined;
  return partOf<Broker>({
    reader: async () => ({ fetch, close }),
    admin: async () => ({ offsets, topicIds, close }),
  });
}

/**
 * The SKUs that a scope is found to touch, where the ledger itself finds these; and what was read of the
 * capture.
 */
async function touched(scope: Scope, in_ledger: readonly string[] = []) {
  const asked: unknown[] = [];
  const read = new Set<number>();
  const ledger = aPool(
    async (_sql: string, values: unknown[]) => (
      asked.push(values),
      { rows: in_ledger.map((sku) => ({ seller_id: 'ann', sku, more: 1 })) }
    ),
  );
  const offers = await selectOffers(ledger, scope, {
    broker: broker(read),
    captured_topic: CAPTURED,
  });
  return { skus: offers.map(({ sku }) => sku).sort(), offers, asked, read: [...read] };
}

const window = (from_event_time: string, to_event_time: string): Scope => ({
  type: 'by_time_window',
  from_event_time,
  to_event_time,
});
const range = (topic: string, partition: number, from_offset: number, to_offset: number): Scope => ({
  type: 'by_topic_partition',
  topic,
  partition,
  from_offset,
  to_offset,
});

describe('selectOffers', () => {
  it.each<[string, Scope, string[]]>([
    [
      'a window takes its beginning and not its end',
      window('2026-06-19T18:00:00Z', '2026-06-19T19:00:00Z'),
      ['b', 'c', 'e'],
    ],
    ['a window in another zone', window('2026-06-19T20:00:00+02:00', '2026-06-19T20:00:00.001+02:00'), ['b']],
    ['a range of the updates', range(UPDATES, 0, 10, 12), ['a', 'b']],
    ['another partition of them', range(UPDATES, 1, 11, 100), ['d']],
    ['a removed row, by what it was', range(UPDATES, 0, 12, 13), ['e']],
    ['a range of another topic', range('inventory.stock-commands.v1', 0, 0, 100), []],
    ['a range of the capture itself', range(CAPTURED, 1, 1, 2), ['d']],
    ['the same offsets in its other partition', range(CAPTURED, 0, 1, 2), ['b']],
  ])('%s', async (_name, scope, skus) => expect((await touched(scope)).skus).toEqual(skus));

  it('finds an offer also if only the ledger has it, and each once', async () => {
    const { skus, offers } = await touched(range(UPDATES, 1, 11, 12), ['d', 'z']);
    expect(skus).toEqual(['d', 'z']);
    expect(offers).toContainEqual({ seller_id: 'ann', sku: 'z' });
  });

  it('applies the same condition to the ledger', async () => {
    expect((await touched(range(UPDATES, 1, 11, 12))).asked).toEqual([[null, null, UPDATES, 1, 11, 12]]);
    const { asked } = await touched(window('2026-06-19T20:00:00+02:00', '2026-06-19T19:00:00Z'));
    expect(asked).toEqual([
      [new Date('2026-06-19T18:00:00Z'), new Date('2026-06-19T19:00:00Z'), null, null, null, null],
    ]);
  });

  it('reads only the given partition of CDC, and all of it for a range of the updates', async () => {
    expect((await touched(range(CAPTURED, 1, 1, 2))).read).toEqual([1]);
    expect((await touched(range(UPDATES, 1, 1, 2))).read).toEqual([0, 1]);
  });

  it.each<Scope>([{ type: 'all' }, { type: 'by_sku', skus: ['a'] }])(
    'reads nothing if the scope names its offers: %p',
    async (scope) => {
      expect(await touched(scope, ['z'])).toEqual({ skus: [], offers: [], asked: [], read: [] });
    },
  );
});
