import { readdir } from 'node:fs/promises';
import { CandidateError } from './candidate-error.js';
import { CANDIDATE_EXTENSION, readCandidate } from './read-candidate.js';

/** A candidate of a folder. Nothing of it has run. */
export interface ListedCandidate {
  readonly name: string;
  /** Null if the file cannot be a candidate. */
  readonly version: number | null;
  /** SHA-256 of the file's bytes, hex. */
  readonly digest: string | null;
  /** Why the file cannot be a candidate; null if it can. */
  readonly problem: string | null;
}

/**
 * Lists the candidates of a folder by name, at most so many. A file that cannot be one is listed with the reason. A folder
 * that there is not has none.
 */
export async function listCandidates(folder: string, most: number): Promise<ListedCandidate[]> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = files
    .filter((file) => file.endsWith(CANDIDATE_EXTENSION))
    .map((file) => file.slice(0, -CANDIDATE_EXTENSION.length))
    .sort()
    .slice(0, most);
  return Promise.all(names.map((name) => listed(folder, name)));
}

async function listed(folder: string, name: string): Promise<ListedCandidate> {
  try {
    const { version, digest } = await readCandidate(folder, name);
    return { name, version, digest, problem: null };
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    return { name, version: null, digest: null, problem: error.message };
  }
}
