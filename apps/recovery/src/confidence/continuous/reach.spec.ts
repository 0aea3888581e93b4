import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aPool } from '@stockproof/testing/kit';
import { DueOffers } from './due-offers.js';

type Query = { readonly name: string; readonly values: readonly unknown[] };

interface World {
  readonly offers: number;
  /** Of them, those that change; the others never do. */
  readonly hot: number;
  /** Changes for each offer that is verified: above 1 the queue never ends. */
  readonly rate: number;
  readonly max_offers: number;
}

/** Time is counted in offers that were verified. A proof is too old after this. */
const VALID = 200;

/**
 * The queue and the proofs of a service, with what DueOffers asks of them. The ledger has one more offer, which was never queued:
 * the search must find it.
 */
class Service {
  time = 0;
  readonly proven = new Map<string, number>();
  readonly queued = new Map<string, number>();
  readonly due: DueOffers;

  constructor({ offers, max_offers }: World) {
    for (let n = 0; n < offers; n += 1) this.proven.set(`sku-${n}`, -n);
    const rows = (skus: readonly string[]) => ({
      rows: skus.map((sku) => ({ seller_id: 'ann', sku, attempts: 0, untrusted: false })),
    });
    const oldest = (of: ReadonlyMap<string, number>, until: number, limit: unknown) =>
      [...of]
        .filter(([, at]) => at <= until)
        .sort((a, b) => a[1] - b[1])
        .slice(0, Number(limit))
        .map(([sku]) => sku);
    this.due = new DueOffers({
      records: aPool(async ({ name, values }: Query) => {
        if (name === 'next-changed') return rows(oldest(this.queued, this.time, values[0]));
        if (name === 'next-aged') return rows(oldest(this.proven, this.time - VALID, values[1]));
        if (name !== 'note-unknown') return { rows: [] };
        const unknown = (values[1] as string[]).filter(
          (sku) => !this.proven.has(sku) && !this.queued.has(sku),
        );
        for (const sku of unknown) this.queued.set(sku, this.time);
        return { rows: [], rowCount: unknown.length };
      }),
      ledger: aPool(async ({ values: [, after, limit] }: Query) =>
        rows(
          this.ledger(offers)
            .filter((sku) => sku > String(after))
            .slice(0, Number(limit)),
        ),
      ),
      flow: 'view',
      partitions: 4,
      max_offers,
      proof_valid_hours: 24,
      retry_ms: 1_000,
    });
  }

  private ledger(offers: number): string[] {
    return Array.from({ length: offers + 1 }, (_none, n) => `sku-${n}`).sort();
  }

  /** Verifies the next unit; returns its offers. */
  async verify(): Promise<readonly string[]> {
    const unit = (await this.due.next())?.offers.map(({ sku }) => sku) ?? [];
    this.time += Math.max(1, unit.length);
    for (const sku of unit) {
      this.proven.set(sku, this.time);
      this.queued.delete(sku);
    }
    return unit;
  }
}

describe('every offer is reached', () => {
  const worlds = fc.record<World>({
    offers: fc.integer({ min: 1, max: 120 }),
    hot: fc.integer({ min: 0, max: 120 }),
    rate: fc.integer({ min: 0, max: 3 }),
    max_offers: fc.integer({ min: 1, max: 4 }),
  });

  it('within three times what was due before it, and three pages, however many offers change', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.infiniteStream(fc.nat()), async (world, numbers) => {
        const service = new Service(world);
        const late = 3 * world.offers + 3 * 64 * world.max_offers;
        let [oldest, waited] = [0, 0];
        while (service.time < VALID + 2 * late) {
          const verified = await service.verify();
          for (let n = 0; n < verified.length * world.rate && world.hot > 0; n += 1) {
            const sku = `sku-${numbers.next().value % Math.min(world.hot, world.offers)}`;
            if (!service.queued.has(sku)) service.queued.set(sku, service.time);
          }
          oldest = Math.max(oldest, service.time - Math.min(...service.proven.values()));
          waited = Math.max(waited, service.time - Math.min(service.time, ...service.queued.values()));
        }
        expect(oldest).toBeLessThanOrEqual(VALID + world.offers + late);
        expect(waited).toBeLessThanOrEqual(late);
        expect(service.proven.has(`sku-${world.offers}`)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
