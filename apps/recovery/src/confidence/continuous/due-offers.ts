import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import { nextChanged, noteUnknown, postponeChanged } from '../../evidence/sql/changed-offers.js';
import { type DueOffer, nextAged, postponeAged } from '../../evidence/sql/offer-confidence.js';
import { nextOffers } from '../../flows/scope/sql/offers.js';
import { listLeases } from '../../runs/sql/leases.js';
import { chooseUnit, type Unit } from './choose-unit.js';
import { retryAfter } from './cpu-budget.js';

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
/** Units of as many partitions are chosen from one page. */
const UNITS = 8;
const MAX_PAGE = 20_000;

/** The offers that are due to be verified, a page at a time. */
export class DueOffers {
  private after = BEGINNING;
  private readonly page: number;
  /** What is left of the last page. */
  private rest: readonly DueOffer[] = [];

  constructor(private readonly options: DueOffersOptions) {
    this.page = Math.min(MAX_PAGE, options.max_offers * UNITS);
  }

  /**
   * The next unit: of offers that changed since they were proven or never were, then of those whose proof is too old. Null
   * if none is due, or all that are first are being verified. A page is used for several units, as long as they are at least
   * half full and were not tried before: what becomes due meanwhile waits for these.
   */
  async next(): Promise<Unit | null> {
    const of_rest = this.rest.length === 0 ? null : await this.choose(this.rest);
    if (of_rest?.attempts === 0 && of_rest.offers.length * 2 >= this.options.max_offers)
      return this.take(of_rest, this.rest);
    const due = await this.read();
    const unit = due.length === 0 ? null : await this.choose(due);
    return unit === null ? null : this.take(unit, due);
  }

  private async choose(due: readonly DueOffer[]): Promise<Unit | null> {
    const { records, flow, partitions, max_offers } = this.options;
    const leases = await listLeases(records);
    const running = leases.filter((lease) => lease.flow === flow).map(({ scope }) => scope);
    return chooseUnit(due, { partitions, max_offers, running });
  }

  private take(unit: Unit, due: readonly DueOffer[]): Unit {
    const taken = new Set(unit.offers);
    this.rest = due.filter((offer) => !taken.has(offer));
    return unit;
  }

  /** Makes the offers of a unit that got no verdict by this recovery due later. */
  async postpone({ offers, attempts }: Unit, recovery_id: string): Promise<void> {
    const { records, proof_valid_hours, retry_ms: first_ms } = this.options;
    const retry_ms = retryAfter(attempts, first_ms);
    await postponeChanged(records, offers, { recovery_id, retry_ms });
    await postponeAged(records, offers, { recovery_id, retry_ms, proof_valid_hours });
  }

  private async read(): Promise<DueOffer[]> {
    const { records, proof_valid_hours } = this.options;
    const changed = await nextChanged(records, this.page);
    if (changed.length > 0) return changed;
    const aged = proof_valid_hours === null ? [] : await nextAged(records, proof_valid_hours, this.page);
    if (aged.length > 0) return aged;
    return (await this.findUnknown()) > 0 ? nextChanged(records, this.page) : [];
  }

  /**
   * Queues the offers of the next page of the ledger that nobody queued, as one whose head was forged before it was ever
   * signed. Returns how many there were.
   */
  private async findUnknown(): Promise<number> {
    const { records, ledger } = this.options;
    const offers = await nextOffers(ledger, this.after, this.page);
    this.after = offers.length < this.page ? BEGINNING : (offers.at(-1) ?? BEGINNING);
    return noteUnknown(records, offers);
  }
}
