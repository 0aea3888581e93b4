import type { Queryable } from '@stockproof/postgres';
import { type OfferCounts, readOfferCounts } from '../../evidence/sql/offer-counts.js';
import { countRevoked } from '../../damage/sql/sealed-damage.js';
import { countSuspects } from '../../flows/histories/sql/view.js';

/** The service's own database, and the view's. `proof_valid_hours` null: no proof becomes too old. */
export interface SummaryContext {
  readonly records: Queryable;
  readonly view: Queryable;
  readonly proof_valid_hours: number | null;
}

/** Offers by the age of what proves them. Each is in one class; with those found wrong they are all offers. */
export interface ByAge {
  readonly hour: number;
  readonly day: number;
  readonly week: number;
  readonly older: number;
  readonly never: number;
}

/** How many offers are proven, by the age of their proof. */
export interface Summary {
  /** Those that a checkpoint has signed, or a search of the ledger has found. */
  readonly offers: number;
  readonly trusted: number;
  readonly untrusted: number;
  readonly unverified: number;
  readonly suspect: number;
  readonly oldest_verified_at: Date | null;
  readonly by_age: ByAge;
  readonly changed_since_proven: number;
  /** Of the untrusted: their record does not count any more, because what it relied on is damaged. */
  readonly revoked: number;
  readonly proof_valid_hours: number | null;
  readonly past_proof_age: number;
  readonly verified_in_10_minutes: number;
}

const NOTHING: OfferCounts = {
  trusted: 0,
  untrusted: 0,
  unverified: 0,
  changed_since_proven: 0,
  within_1_hour: 0,
  within_24_hours: 0,
  within_7_days: 0,
  past_proof_age: 0,
  verified_in_10_minutes: 0,
  oldest_verified_at: null,
};

/**
 * Reads counts that are kept, and counts the suspect offers. Neither time nor memory follows the number
 * of offers; the time follows that of the suspect ones and of those whose proof was revoked.
 */
export async function summarise({ records, view, proof_valid_hours }: SummaryContext): Promise<Summary> {
  const [counts, suspect, revoked] = await Promise.all([
    readOfferCounts(records, proof_valid_hours),
    countSuspects(view),
    countRevoked(records),
  ]);
  const { within_1_hour, within_24_hours, within_7_days, ...known } = counts ?? NOTHING;
  const { trusted, untrusted, unverified } = known;
  const by_age = {
    hour: within_1_hour,
    day: within_24_hours - within_1_hour,
    week: within_7_days - within_24_hours,
    older: trusted - within_7_days,
    never: unverified,
  };
  return {
    ...known,
    offers: trusted + untrusted + unverified,
    suspect,
    revoked,
    by_age,
    proof_valid_hours,
  };
}
