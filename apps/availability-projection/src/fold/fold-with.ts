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

/** Folds with a function that is asked for the whole batch at once. Rejects where it cannot be asked. */
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
 * As foldWith, for the generation that is built; null where its candidate cannot be asked: what is not live
 * must not stop what is. The generation falls behind then, and one that is behind is never swapped in.
 */
export async function foldBeside(...of: Parameters<typeof foldWith>): Promise<FoldEffects | null> {
  try {
    return await foldWith(...of);
  } catch (error) {
    if (error instanceof CandidateError) return null;
    throw error;
  }
}

/**
 * Of each offer the changes that follow its state by version: all that the fold can apply, whatever it
 * refuses of them.
 */
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
