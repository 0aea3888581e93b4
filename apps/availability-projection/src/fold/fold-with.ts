import { CandidateError } from '@stockproof/candidates';
import { offerKey } from '@stockproof/events';
import {
  type AvailabilityChange,
  type AvailabilityFunction,
  BUILT_IN,
  type FunctionRun,
  initialAvailability,
} from '@stockproof/availability';
import type { CdcMessage } from './decode-cdc-message.js';
import { foldBatch, type FoldEffects } from './fold-batch.js';
import type { ViewOffer } from '../view/view.js';

/** Folds with a function that gets the whole batch in one call. Rejects if the function cannot be called. */
export async function foldWith(
  by: AvailabilityFunction,
  cdcMessages: readonly CdcMessage[],
  view: ReadonlyMap<string, ViewOffer>,
): Promise<FoldEffects> {
  return by === BUILT_IN
    ? foldBatch(cdcMessages, view)
    : foldBatch(cdcMessages, view, await by.prepare(runsOf(cdcMessages, view)));
}

/**
 * Like foldWith, for the generation that is being built. Null if its candidate cannot be called, because it
 * must not stop the live view; the generation then falls behind and is never swapped in.
 */
export async function foldBeside(...of: Parameters<typeof foldWith>): Promise<FoldEffects | null> {
  try {
    return await foldWith(...of);
  } catch (error) {
    if (error instanceof CandidateError) return null;
    throw error;
  }
}

/** Per offer, the changes that follow its state by version: all that the fold could apply. */
function runsOf(cdcMessages: readonly CdcMessage[], view: ReadonlyMap<string, ViewOffer>): FunctionRun[] {
  const changes = new Map<string, AvailabilityChange[]>();
  for (const message of cdcMessages) {
    if (message.kind !== 'inserted') continue;
    const { change } = message;
    const key = offerKey(change.seller_id, change.sku);
    const own = changes.get(key) ?? [];
    const state = view.get(key)?.state ?? initialAvailability();
    if (change.version !== state.version + own.length + 1) continue;
    own.push(change);
    changes.set(key, own);
  }
  return [...changes].map(([key, own]) => ({
    state: view.get(key)?.state ?? initialAvailability(),
    changes: own,
  }));
}
