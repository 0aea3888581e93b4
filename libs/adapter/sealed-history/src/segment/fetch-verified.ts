import { rm } from 'node:fs/promises';
import { SealedHistoryError } from '../sealed-history-error.js';
import { fileDigest } from '@stockproof/files';
import { ObjectMissingError, type ObjectStore } from '../store/object-store.js';

/**
 * Copies an object to a local file if it has the bytes that were sealed. Throws SealedHistoryError `missing`
 * or `changed`; no file is left then.
 */
export async function fetchVerified(
  store: ObjectStore,
  { object, sha256 }: { readonly object: string; readonly sha256: string },
  file: string,
): Promise<void> {
  try {
    await store.fetch(object, file);
  } catch (error) {
    if (!(error instanceof ObjectMissingError)) throw error;
    throw new SealedHistoryError('missing', error.message, { cause: error, object });
  }
  const found = await fileDigest(file);
  if (found === sha256) return;
  await rm(file, { force: true });
  throw new SealedHistoryError('changed', `the object ${object} has other bytes than were sealed`, {
    object,
  });
}
