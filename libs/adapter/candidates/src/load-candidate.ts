import { CandidateError } from './candidate-error.js';
import { ConfinedProcess, type Limits } from './confined/confined-process.js';
import { DRIVER } from './program/driver.js';
import { harness } from './program/harness.js';
import { type CandidateFile, readCandidate } from './read-candidate.js';

/** A candidate that runs in its own process. */
export interface LoadedCandidate {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the file's bytes, hex. */
  readonly digest: string;
  /**
   * Resolves with the answers to each run, in order. The first call starts the process. Rejects with
   * CandidateError.
   */
  readonly answer: (runs: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>;
}

/** Limits of a candidate's process and of its file. */
export interface CandidateLimits extends Limits {
  /** Limit for all questions together, ms. */
  readonly total_ms: number;
  /** How long no new process is started after one was ended, ms. */
  readonly rest_ms: number;
}

/**
 * The default limits: ten seconds for a question and an hour for all. After a failure the next question
 * starts a new process at once.
 */
export const CANDIDATE_LIMITS: CandidateLimits = {
  heap_mb: 256,
  resident_mb: 768,
  answer_bytes: 67_108_864,
  call_ms: 10_000,
  total_ms: 3_600_000,
  rest_ms: 0,
};
const PROGRAM = harness(DRIVER);
/** A process without questions for this long is ended; the next question starts another. */
const IDLE_MS = 30_000;

/**
 * Reads a candidate and returns an object that runs it. Nothing of it runs before `answer` is called. Rejects
 * with CandidateError.
 */
export async function loadCandidate(
  folder: string,
  name: string,
  digest?: string,
  limits = CANDIDATE_LIMITS,
): Promise<LoadedCandidate> {
  const file = await readCandidate(folder, name, digest);
  const asked = new AskedCandidate(file, limits);
  return {
    name: file.name,
    version: file.version,
    digest: file.digest,
    answer: (runs) => asked.answer(runs),
  };
}

class AskedCandidate {
  private process: ConfinedProcess | null = null;
  private idle: NodeJS.Timeout | undefined;
  private spent_ms = 0;
  private ended: { readonly error: CandidateError; readonly until_ms: number } | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: CandidateFile,
    private readonly limits: CandidateLimits,
  ) {}

  /** Questions are answered one after the other. */
  answer(runs: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    const answered = this.last.then(
      () => this.askNow(runs),
      () => this.askNow(runs),
    );
    this.last = answered.catch(() => undefined);
    return answered;
  }

  private async askNow(runs: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    const { total_ms } = this.limits;
    clearTimeout(this.idle);
    if (this.ended !== null && performance.now() < this.ended.until_ms) throw this.ended.error;
    if (this.spent_ms > total_ms) throw this.error(`it took more than ${total_ms} ms in all`);
    const began_ms = performance.now();
    try {
      this.process ??= await this.open();
      const answers = read(await this.process.ask(JSON.stringify(runs)));
      if (!Array.isArray(answers) || answers.length !== runs.length || !answers.every(Array.isArray))
        throw new CandidateError('it gave no answers');
      return answers as unknown[][];
    } catch (error) {
      this.end();
      this.ended = {
        error: this.error((error as Error).message),
        until_ms: performance.now() + this.limits.rest_ms,
      };
      throw this.ended.error;
    } finally {
      this.spent_ms += performance.now() - began_ms;
      if (this.process !== null) this.idle = setTimeout(() => this.end(), IDLE_MS).unref();
    }
  }

  private async open(): Promise<ConfinedProcess> {
    const { code, name, version } = this.file;
    const process = await ConfinedProcess.start(PROGRAM, this.limits);
    try {
      const said = read(await process.ask(JSON.stringify([code, `${name}.js`, this.limits.call_ms]))) as {
        version?: unknown;
        applies?: unknown;
      } | null;
      if (said?.applies !== true) throw new CandidateError('it has no function apply(state, change, base)');
      if (said.version !== version)
        throw new CandidateError(`it says it is version ${String(said.version)}, its file says ${version}`);
      return process;
    } catch (error) {
      process.close();
      throw error;
    }
  }

  private end(): void {
    this.process?.close();
    this.process = null;
  }

  private error(why: string): CandidateError {
    return new CandidateError(`candidate ${this.file.name} was ended: ${why}`);
  }
}

/** Parses an answer. Throws CandidateError if it is an error message of the process. */
function read(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CandidateError('its answer is no JSON');
  }
  const failed = (value as { failed?: unknown } | null)?.failed;
  if (failed === 'time') throw new CandidateError('it took longer than it may');
  if (failed !== undefined) throw new CandidateError('it cannot be run');
  return value;
}
