import { grouped, utc } from '../words/format.js';
import type { LedgerOffer } from './offer-calls.js';

type Bucket = Pick<LedgerOffer['buckets'][number], 'counted_at' | 'late_since_count'>;

/** When the newest count of an offer was, and how many movements came after a count and are stamped before it. Pure. */
export function countsText(buckets: readonly Bucket[]): string {
  const times = buckets.flatMap(({ counted_at }) => (counted_at === null ? [] : [counted_at])).sort();
  const newest = times.at(-1);
  if (newest === undefined) return 'Never counted.';
  const late = buckets.reduce((sum, { late_since_count }) => sum + late_since_count, 0);
  if (late === 0) return `Counted ${utc(newest)}.`;
  return `Counted ${utc(newest)}; ${late === 1 ? '1 late movement' : `${grouped(late)} late movements`} since.`;
}
