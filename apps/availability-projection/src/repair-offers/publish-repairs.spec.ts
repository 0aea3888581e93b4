import { describe, expect, it } from '@jest/globals';
import { type AvailabilityRepairV1, offerOfKey } from '@stockproof/events';
import { aPool, partOf } from '@stockproof/testing/kit';
import type { Owned } from '../shard/owned.js';
import type { DecidedRepair } from './decide-repairs.js';
import { publishRepairs } from './publish-repairs.js';
import { rowAfter } from '../view/row-after.js';

const STATE = {
  version: 3,
  stock_on_hand: 5,
  sellable: 5,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: [],
  event_time: '2026-06-19T18:00:00.000Z',
  newest_event_time: '2026-06-19T18:00:00.000Z',
  accepted_at: '2026-06-19T18:00:00.000Z',
};
const repairOf = (
  sku: string,
  stray_partitions: number[] = [],
): AvailabilityRepairV1 & { state: typeof STATE } => ({
  schema_version: 1,
  type: 'repair',
  recovery_id: 'r',
  repair_id: `r.${sku}`,
  seller_id: 'm',
  sku,
  expected: null,
  revision: 1,
  state: STATE,
  stray_partitions,
});
const applied = (sku: string, orphans?: number[]): DecidedRepair => ({
  repair: repairOf(sku, orphans),
  outcome: 'applied',
  after: rowAfter(repairOf(sku), 7),
});
const removed = (sku: string, orphans?: number[]): DecidedRepair => ({
  repair: { ...repairOf(sku, orphans), state: null },
  outcome: 'applied',
  after: null,
});
const stale = (sku: string, orphans?: number[]): DecidedRepair => ({
  repair: repairOf(sku, orphans),
  outcome: 'stale',
  after: null,
});

/**
 * What the owner of partition 2 does after these were decided, in order; `left`: removed by repairs before,
 * and perhaps not yet told.
 */
async function publishing(
  decided: DecidedRepair[],
  { left = [] as string[], announced = false } = {},
): Promise<string[]> {
  const steps: string[] = [];
  const step =
    (name: string) =>
    (value?: unknown): Promise<void> =>
      Promise.resolve(void steps.push(value === undefined ? name : `${name} ${String(value)}`));
  // Longer than what follows: a step that is not waited for comes too late.
  const slowly =
    (name: string) =>
    async (value?: unknown): Promise<void> => {
      await new Promise((done) => setTimeout(done, 5));
      await step(name)(value);
    };
  const skus = (offers: { sku: string; partition?: number }[]): string =>
    offers.map(({ sku, partition }) => (partition === undefined ? sku : `${sku}@${partition}`)).join(' ') ||
    'nothing';
  const pool = aPool(({ name }: { name: string }) =>
    name === 'unpublished-removals'
      ? Promise.resolve({ rows: left.map((sku) => ({ seller_id: 'm', sku, recovery_id: 'r' })) })
      : step('outcomes are published')(),
  );
  const session = {
    held: { partition: 2 },
    claim: { next_offset: 9 },
    forget: step('forget all'),
    forgetOffer: (key: string) => step('forget')(offerOfKey(key).sku),
    remember: ({ sku }: { sku: string }) => step('remember')(sku),
  };
  const publisher = {
    catchUp: slowly('catch up'),
    retract: (offers: { sku: string; partition?: number }[]) => slowly('retract')(skus(offers)),
    publish: (offers: { sku: string }[], offset: number) => step('publish')(`${skus(offers)} to ${offset}`),
  };
  await publishRepairs({ pool, onRetry: () => undefined }, partOf<Owned>({ session, publisher }), {
    decided,
    announced,
  });
  return steps;
}

const END = 'outcomes are published';

describe('results of repairs are published, then marked as published', () => {
  it.each<[string, DecidedRepair[], { left?: string[]; announced?: boolean }, string[]]>([
    ['nothing was decided', [], {}, ['retract nothing', 'publish nothing to 9', END]],
    [
      'an offer is as it was repaired',
      [applied('a')],
      {},
      ['remember a', 'retract nothing', 'publish a to 9', END],
    ],
    [
      'an offer is gone, as its table says',
      [removed('a')],
      { left: ['a'] },
      ['forget a', 'retract a', 'publish nothing to 9', END],
    ],
    [
      'an older removal was left',
      [applied('b')],
      { left: ['a'] },
      ['remember b', 'retract a', 'publish b to 9', END],
    ],
    [
      'messages in wrong partitions are retracted there',
      [applied('a', [0, 5])],
      {},
      ['remember a', 'retract a@0 a@5', 'publish a to 9', END],
    ],
    [
      'a stale repair does nothing, in no partition',
      [stale('a', [0]), applied('b')],
      {},
      ['remember b', 'retract nothing', 'publish b to 9', END],
    ],
    [
      'another generation is published before',
      [],
      { announced: true },
      ['forget all', 'catch up', 'retract nothing', 'publish nothing to 9', END],
    ],
  ])('%s', async (_case, decided, world, steps) => expect(await publishing(decided, world)).toEqual(steps));
});
