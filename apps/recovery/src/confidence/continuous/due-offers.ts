import type { OfferName } from '@stockproof/verification';
import { type Scope, scopeMatcher } from '@stockproof/recovery-run';
import type { Pool } from 'pg';
import { nextChanged, noteUnknown, postponeChanged } from '../../evidence/sql/changed-offers.js';
import { type DueOffer, nextAged, postponeAged } from '../../evidence/sql/offer-confidence.js';
import { nextOffers } from '../../flows/scope/sql/offers.js';
import { listLeases } from '../../runs/sql/leases.js';
import { retryAfter } from './cpu-budget.js';
import { dividePage, type Unit } from './divide-page.js';

/**
 * Which offers are due, and how many are verified together. The wait for a retry grows from `retry_ms` to a
 * day.
 */
export interface DueOffersOptions {
  readonly records: Pool;
  readonly ledger: Pool;
  /** The flow whose runs verify them. */
  readonly flow: string;
  readonly partitions: number;
  /** Most offers of a unit. */
  readonly max_offers: number;
  /** Null: no offer is verified again because of its age. */
  readonly proof_valid_hours: number | null;
  /** When offers that got no verdict are due again for the first time. */
  readonly retry_ms: number;
}

const BEGINNING: OfferName = { seller_id: '', sku: '' };
/** Units of as many are chosen from one page: the more, the nearer are the keys of a unit, and the later comes the next page. */
const UNITS = 64;
const MAX_PAGE = 64_000;

/**
 * The offers that are due to be verified, a page at a time. A page has the first of those that changed since they were proven or
 * never were; the next one, of those whose proof is too old; the next, of those that the ledger has and nobody queued. So none of
 * the three waits for more than two pages of others, however many offers change.
 */
export class DueOffers {
  private after = BEGINNING;
  private readonly page: number;
  /** What is left of the last page. */
  private units: Unit[] = [];
  /** The source that is asked first for the next page. */
  private turn = 0;
  private readonly sources = [
    () => this.readChanged(),
    () => this.readAged(),
    () => this.readUnknown(),
  ] as const;

  constructor(private readonly options: DueOffersOptions) {
    this.page = Math.min(MAX_PAGE, options.max_offers * UNITS);
  }

  /**
   * The next unit. Null if no offer is due, or all that are first are being verified. What becomes due meanwhile waits for the
   * units of the page.
   */
  async next(): Promise<Unit | null> {
    const left = await this.takeFree();
    if (left !== null) return left;
    for (let asked = 0; asked < this.sources.length; asked += 1) {
      const read = this.sources[this.turn];
      this.turn = (this.turn + 1) % this.sources.length;
      const page = (await read?.()) ?? [];
      this.units = dividePage(page, this.options);
      const unit = await this.takeFree();
      if (unit !== null) return unit;
    }
    return null;
  }

  /** The next unit of the page with an offer that no run is verifying, without the others; null if there is none. */
  private async takeFree(): Promise<Unit | null> {
    if (this.units.length === 0) return null;
    const { records, flow } = this.options;
    const leases = await listLeases(records);
    const isRunning = withinAny(leases.filter((lease) => lease.flow === flow).map(({ scope }) => scope));
    for (let unit = this.units.shift(); unit !== undefined; unit = this.units.shift()) {
      const offers = unit.offers.filter((offer) => !isRunning(offer));
      if (offers.length > 0) return { ...unit, offers };
    }
    return null;
  }

  /** Makes the offers of a unit that got no verdict by this recovery due later. */
  async postpone({ offers, attempts }: Unit, recovery_id: string): Promise<void> {
    const { records, proof_valid_hours, retry_ms: first_ms } = this.options;
    const retry_ms = retryAfter(attempts, first_ms);
    await postponeChanged(records, offers, { recovery_id, retry_ms });
    await postponeAged(records, offers, { recovery_id, retry_ms, proof_valid_hours });
  }

  private readChanged(): Promise<DueOffer[]> {
    return nextChanged(this.options.records, this.page);
  }

  private async readAged(): Promise<DueOffer[]> {
    const { records, proof_valid_hours } = this.options;
    return proof_valid_hours === null ? [] : nextAged(records, proof_valid_hours, this.page);
  }

  /**
   * Queues the offers of the next page of the ledger that nobody queued, as one whose head was forged before it was ever
   * signed. Reads the queue if there were any.
   */
  private async readUnknown(): Promise<DueOffer[]> {
    const { records, ledger } = this.options;
    const offers = await nextOffers(ledger, this.after, this.page);
    this.after = offers.length < this.page ? BEGINNING : (offers.at(-1) ?? BEGINNING);
    return (await noteUnknown(records, offers)) > 0 ? this.readChanged() : [];
  }
}

/** Whether an offer may be in one of the scopes. */
function withinAny(scopes: readonly Scope[]): (offer: OfferName) => boolean {
  const matchers = scopes.map(scopeMatcher);
  return (offer) => matchers.some((selects) => selects(offer));
}
