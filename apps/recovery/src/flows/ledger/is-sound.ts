import { nameOf } from '@stockproof/verification';
import type { ShadowOffer } from '@stockproof/replay';
import type { Look } from './look.js';

/** Whether the ledger may speak for the offer; of one it does not know, nobody else may know either. */
export function isSound<S>(look: Look, name: string, offer: ShadowOffer<S> | undefined): boolean {
  if (look.refuted.has(name)) return false;
  if (offer !== undefined) return offer.fault === null;
  return !look.captured.history.offers.has(name) && !look.signed.some((head) => nameOf(head) === name);
}
