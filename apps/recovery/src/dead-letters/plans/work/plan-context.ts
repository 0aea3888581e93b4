import type { OfferName } from '@stockproof/verification';
import type { RedriveContext, Verified } from '../../redrive/redrive-context.js';

/** What plans need: what redrives need, and the verification of all their offers at once. */
export interface PlanContext extends Omit<RedriveContext, 'verify' | 'waitFor'> {
  /** Verifies the offers in one run; `until` waits for its record. */
  readonly verifyAll: (
    offers: readonly OfferName[],
    intent: string,
    until: (over: () => Promise<boolean>) => Promise<unknown>,
  ) => Promise<Verified>;
}
