import { describe, expect, it } from '@jest/globals';
import type { BrokerProducer, ProducedMessage } from '@stockproof/kafka';
import { skuPartition } from '@stockproof/events';
import { aPool, partOf } from '@stockproof/testing/kit';
import { EvidencePublisher } from './evidence-publisher.js';

const VERIFIED_AT = new Date('2026-06-19T18:00:00Z');
type Report = readonly [sku: string, confidence: 'trusted' | 'untrusted'];

/**
 * Records 1, 2, ... of which each is the newest word on these offers; what is done, in order. `fails` names a
 * step that fails once.
 */
function publishing(records: readonly (readonly Report[])[], fails = '') {
  const steps: string[] = [];
  const published = new Set<number>();
  const pages: number[] = [];
  let left = fails;
  const step = async (name: string): Promise<void> => {
    // Later than anything that does not wait for it.
    await new Promise((done) => setTimeout(done, 2));
    steps.push(name === left ? `${name} FAILED` : name);
    if (name !== left) return;
    left = '';
    throw new Error(`${name} failed`);
  };
  const query = async ({ name, values = [] }: { name: string; values?: readonly unknown[] }) => {
    const [value] = values;
    if (name === undefined || name === 'lock-publishing') return { rows: [] };
    if (name === 'unpublished-evidence')
      return {
        rows: records
          .flatMap((_told, at) =>
            published.has(at + 1)
              ? []
              : [
                  {
                    sequence: at + 1,
                    recovery_id: `rec-${at + 1}`,
                    record: `record ${at + 1}`,
                    finished_at: VERIFIED_AT.toISOString(),
                  },
                ],
          )
          .slice(0, 1),
      };
    if (name === 'find-published-offers') {
      const [, , , after, limit] = values as [string, string, string, string, number];
      const page = (records[Number(String(value).slice(4)) - 1] ?? [])
        .map(([sku, confidence]) => ({ seller_id: 'm', sku, confidence, verified_at: VERIFIED_AT }))
        .sort((a, b) => (a.sku < b.sku ? -1 : 1))
        .filter(({ sku }) => sku > after)
        .slice(0, limit);
      pages.push(page.length);
      return { rows: page };
    }
    await step(`published ${String(value)}`);
    published.add(Number(value));
    return { rows: [] };
  };
  const sent: ProducedMessage[] = [];
  const producer = partOf<BrokerProducer>({
    send: async (topic: string, messages: readonly ProducedMessage[]) => {
      const [{ key, value } = { key: '', value: '' }] = messages;
      const { confidence, offers } =
        topic === 'evidence'
          ? { confidence: '', offers: [] }
          : (JSON.parse(String(value)) as { confidence: string; offers: { sku: string }[] });
      await step(
        topic === 'evidence'
          ? `sent ${String(key)}`
          : `told ${confidence} ${offers.map(({ sku }) => sku).join('+')}`,
      );
      sent.push(...messages);
    },
  });
  const publisher = new EvidencePublisher({
    pool: aPool(query),
    producer,
    topic: 'evidence',
    notify: { producer, topic: 'tell', partitions: 8 },
    keep: (recovery_id) => step(`kept ${recovery_id}`),
  });
  return { publisher, steps, sent, pages };
}

describe('a sealed record', () => {
  it('is anchored, sent, reported to the owner of the view and then marked, in order', async () => {
    const { publisher, steps } = publishing([
      [
        ['a', 'trusted'],
        ['b', 'untrusted'],
      ],
      [],
    ]);
    await publisher.publish();
    expect(steps).toEqual([
      'kept rec-1',
      'sent rec-1',
      'told trusted a',
      'told untrusted b',
      'published 1',
      'kept rec-2',
      'sent rec-2',
      'published 2',
    ]);
    await publisher.publish();
    expect(steps).toHaveLength(8);
  });

  it.each([
    ['kept rec-1', ['kept rec-1', 'sent rec-1', 'told trusted a', 'published 1']],
    ['sent rec-1', ['kept rec-1', 'sent rec-1', 'told trusted a', 'published 1']],
    ['told trusted a', ['kept rec-1', 'sent rec-1', 'told trusted a', 'published 1']],
    ['published 1', ['kept rec-1', 'sent rec-1', 'told trusted a', 'published 1']],
  ])('whose step "%s" fails is published with the next one', async (fails, again) => {
    const { publisher, steps } = publishing([[['a', 'trusted']]], fails);
    await expect(publisher.publish()).rejects.toThrow(fails);
    const before = steps.length;
    expect(steps.at(-1)).toBe(`${fails} FAILED`);
    await publisher.publish();
    expect(steps.slice(before)).toEqual(again);
  });

  it('is reported page by page to the expected partition of each offer, some hundred per message', async () => {
    const skus = Array.from({ length: 9_300 }, (_one, index) => `sku-${index}`);
    const { publisher, sent, pages } = publishing([skus.map((sku): Report => [sku, 'trusted'])]);
    await publisher.publish();
    expect(pages).toEqual([8_000, 1_300]);
    const reported = sent.slice(1).map(({ partition, value }) => ({
      partition,
      ...(JSON.parse(String(value)) as { verified_at: string; offers: { sku: string }[] }),
    }));
    expect(reported.flatMap(({ offers }) => offers.map(({ sku }) => sku)).sort()).toEqual([...skus].sort());
    for (const { partition, offers, verified_at } of reported) {
      expect([
        offers.length <= 500,
        new Set(offers.map(({ sku }) => skuPartition(sku, 8))),
        verified_at,
      ]).toEqual([true, new Set([partition]), VERIFIED_AT.toISOString()]);
    }
  });

  it('waits for the one before, also with two calls at once', async () => {
    const { publisher, steps } = publishing([[]]);
    await Promise.all([publisher.publish(), publisher.publish()]);
    expect(steps).toEqual(['kept rec-1', 'sent rec-1', 'published 1']);
  });
});
