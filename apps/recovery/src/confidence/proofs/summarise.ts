import type { Queryable } from '@stockproof/postgres';
import { countChangedSinceProven } from '../../evidence/sql/changed-offers.js';
import { summariseConfidence } from '../../evidence/sql/offer-confidence.js';
import { countSuspects } from '../../flows/histories/sql/view.js';
import { countHeads } from '../../flows/scope/sql/offers.js';

/**
 * The databases that are counted: the service's own, the ledger's and the view's. `proof_valid_hours` null:
 * no proof becomes too old.
 */
export interface SummaryContext {
  readonly records: Queryable;
  readonly ledger: Queryable;
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
  readonly offers: number;
  readonly trusted: number;
  readonly untrusted: number;
  readonly unverified: number;
  readonly suspect: number;
  readonly oldest_verified_at: Date | null;
  readonly by_age: ByAge;
  readonly changed_since_proven: number;
  readonly proof_valid_hours: number | null;
  readonly past_proof_age: number;
  readonly verified_in_10_minutes: number;
}

/** Counts in the databases; no offer is read. Its time follows the number of offers. */
export async function summarise({
  records,
  ledger,
  view,
  proof_valid_hours,
}: SummaryContext): Promise<Summary> {
  const [counts, changed_since_proven, offers, suspect] = await Promise.all([
    summariseConfidence(records, proof_valid_hours),
    countChangedSinceProven(records),
    countHeads(ledger),
    countSuspects(view),
  ]);
  const { within_1_hour, within_24_hours, within_7_days, ...of_records } = counts;
  const { trusted, untrusted } = counts;
  const unverified = Math.max(0, offers - trusted - untrusted);
  const by_age = {
    hour: within_1_hour,
    day: within_24_hours - within_1_hour,
    week: within_7_days - within_24_hours,
    older: trusted - within_7_days,
    never: unverified,
  };
  return { offers, unverified, suspect, by_age, changed_since_proven, proof_valid_hours, ...of_records };
}
