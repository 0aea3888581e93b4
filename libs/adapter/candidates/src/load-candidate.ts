import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';

/** There is no such candidate, or it is none; the message says what to do. */
export class CandidateError extends Error {
  override readonly name = 'CandidateError';
}

/** A candidate as its file says it. */
export interface LoadedCandidate {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the file's bytes, hex. */
  readonly digest: string;
  readonly apply: (...values: readonly unknown[]) => unknown;
}

const EXTENSION = '.js';
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const EVALUATE_WITHIN_MS = 1_000;
/** What would give another answer another time. */
const IMPURE = `
  delete globalThis.Date; delete globalThis.Intl; delete globalThis.WeakRef; delete globalThis.FinalizationRegistry;
  delete globalThis.Atomics; delete globalThis.SharedArrayBuffer; delete globalThis.WebAssembly; delete globalThis.console;
  delete Math.random; Object.freeze(Math);`;

/** Names of the candidates in the folder, sorted; none where there is no folder. */
export async function listCandidates(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => file.endsWith(EXTENSION)).map((file) => file.slice(0, -EXTENSION.length)).filter((name) => NAME.test(name)).sort();
}

/** Reads and evaluates a candidate. With a digest, it must be that of the file. Throws CandidateError. */
export async function loadCandidate(folder: string, name: string, digest?: string): Promise<LoadedCandidate> {
  if (!NAME.test(name)) throw new CandidateError(`${name} is no name of a candidate: small letters, digits and hyphens`);
  const path = join(folder, name + EXTENSION);
  const bytes = await readFile(path).catch(() => {
    throw new CandidateError(`there is no candidate ${name}: put ${name}${EXTENSION} into the folder of STOCKPROOF_PROJECTIONS_DIR`);
  });
  const found = hash('sha256', bytes, 'hex');
  if (digest !== undefined && digest !== found) throw new CandidateError(`candidate ${name} is not the file it was: ${found}, not ${digest}`);
  return { name, digest: found, ...evaluated(name, bytes.toString('utf8')) };
}

function evaluated(name: string, code: string): Pick<LoadedCandidate, 'version' | 'apply'> {
  const realm = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  let value: unknown;
  try {
    new Script(IMPURE).runInContext(realm);
    value = new Script(code, { filename: `${name}${EXTENSION}` }).runInContext(realm, { timeout: EVALUATE_WITHIN_MS });
  } catch (error) {
    throw new CandidateError(`candidate ${name} can not be evaluated: ${String(error)}`);
  }
  const { version, apply } = (value ?? {}) as Partial<LoadedCandidate>;
  if (!Number.isSafeInteger(version) || (version as number) < 2) throw new CandidateError(`candidate ${name} must have a version, 2 or more`);
  if (typeof apply !== 'function') throw new CandidateError(`candidate ${name} must have a function apply(state, change, base)`);
  return { version: version as number, apply };
}
