import { groupDifferences, unlisted } from '../evidence/group-differences.js';
import type { RecoveryWish } from '../recoveries/recovery-calls.js';
import type { SignedRecord } from '../verify/rules/signed-record.js';

/** An offer that failed. */
export interface FailedOffer {
  readonly seller_id: string;
  readonly sku: string;
}

/** What can be repaired after a verification. */
export interface Repairable {
  /** Offers that the record names. */
  readonly offers: readonly FailedOffer[];
  /** Why the offers are not all that is wrong; null if they are. */
  readonly incomplete: string | null;
}

/** What of a record can be repaired. Pure. */
export function repairable({ checks }: Pick<SignedRecord, 'checks'>): Repairable {
  const groups = groupDifferences(checks);
  const offers = groups.flatMap(({ seller_id, sku }) =>
    seller_id === null || sku === null ? [] : [{ seller_id, sku }],
  );
  const more = unlisted(checks);
  const nameless = groups.length - offers.length;
  return {
    offers,
    incomplete:
      more > 0
        ? `The record lists the first differences only; ${more} more are counted. Repair the whole scope to be sure.`
        : nameless > 0
          ? 'Some differences name no single offer. Repair the whole scope to be sure.'
          : null,
  };
}

/** The scope of a repair: the chosen offers, or what was verified. */
export function repairScope(
  chosen: readonly FailedOffer[] | 'whole',
  { scope }: Pick<SignedRecord, 'scope'>,
): RecoveryWish['scope'] {
  return chosen === 'whole' ? (scope as RecoveryWish['scope']) : { type: 'by_offer', offers: [...chosen] };
}
