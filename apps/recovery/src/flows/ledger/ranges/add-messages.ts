import { readSealedByKey, type SealedParts, type SealedSelection } from '@stockproof/sealed-history';
import type { CdcHistory } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import type { SealedSource } from './unsealed-tail.js';

/** Adds the sealed messages of a selection to a history. Throws SealedHistoryError. */
export async function addMessages(
  sources: readonly SealedSource[],
  selection: SealedSelection,
  history: CdcHistory,
  control: RunControl,
): Promise<void> {
  const take = async (messages: readonly SealedParts[]): Promise<void> => {
    for (const { partition, prefix, rest } of messages) history.addParts(partition, prefix, rest);
    await control.acquireTokens(messages.length);
  };
  for (const { options, segments } of sources) await readSealedByKey(options, segments, selection, take);
}
