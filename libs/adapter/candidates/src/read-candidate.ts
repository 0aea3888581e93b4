import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { CandidateError } from './candidate-error.js';

/** A candidate's file as read. Nothing of it has run. */
export interface CandidateFile {
  readonly name: string;
  /** The version in the file's text; the running code must report the same. */
  readonly version: number;
  /** SHA-256 of the file's bytes, hex. */
  readonly digest: string;
  readonly code: string;
}

/** The end of a candidate's file name. */
export const CANDIDATE_EXTENSION = '.js';
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const MAX_BYTES = 262_144;
const VERSION = /^[^\S\n]*(?:\(?\{[^\S\n]*)?version[^\S\n]*:[^\S\n]*([0-9]{1,15})[^\S\n]*,/mu;

/**
 * Reads a candidate and checks its syntax; runs nothing of it. If `digest` is given, the file must have it.
 * Rejects with CandidateError.
 */
export async function readCandidate(folder: string, name: string, digest?: string): Promise<CandidateFile> {
  if (!NAME.test(name))
    throw new CandidateError(`${name} is no name of a candidate: small letters, digits and hyphens`);
  const bytes = await bytesOf(join(folder, name + CANDIDATE_EXTENSION), name);
  const found = hash('sha256', bytes, 'hex');
  if (digest !== undefined && digest !== found)
    throw new CandidateError(`candidate ${name} is not the file it was: ${found}, not ${digest}`);
  const code = bytes.toString('utf8');
  try {
    // Compiled, not run.
    new Script(code, { filename: name + CANDIDATE_EXTENSION });
  } catch (error) {
    throw new CandidateError(`candidate ${name} is no JavaScript: ${String(error)}`);
  }
  const version = Number(VERSION.exec(code)?.[1] ?? NaN);
  if (!Number.isSafeInteger(version) || version < 2) {
    throw new CandidateError(
      `candidate ${name} must say its version, 2 or more, in a line that begins with it: version: 2,`,
    );
  }
  return { name, digest: found, version, code };
}

async function bytesOf(path: string, name: string): Promise<Buffer> {
  const file = await open(path).catch(() => {
    throw new CandidateError(
      `there is no candidate ${name}: put ${name}${CANDIDATE_EXTENSION} into the folder of STOCKPROOF_PROJECTIONS_DIR`,
    );
  });
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES)
      throw new CandidateError(`candidate ${name} has ${size} bytes, at most ${MAX_BYTES} are read`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
