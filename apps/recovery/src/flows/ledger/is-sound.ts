import { offerKeyOf } from '@stockproof/verification';
import type { ShadowOffer } from '@stockproof/replay';
import type { LedgerVerification } from './compare-histories.js';

/**
 * Whether the ledger is sound for the offer. If the ledger does not know the offer, CDC and signed records
 * must not know it either.
 */
export function isSound<S>(
  verification: LedgerVerification,
  name: string,
  offer: ShadowOffer<S> | undefined,
): boolean {
  if (verification.refuted.has(name)) return false;
  if (offer !== undefined) return offer.fault === null;
  return (
    !verification.captured.history.offers.has(name) &&
    !verification.signed.some((head) => offerKeyOf(head) === name)
  );
}
