import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CandidateError } from '../candidate-error.js';
import { launch, strictest } from './launchers.js';

/** Resource limits of a process without rights. */
export interface Limits {
  /**
   * Limit of JavaScript's heap, MB. If the system reports the size (Linux), the process is ended when it
   * exceeds `resident_mb`.
   */
  readonly heap_mb: number;
  readonly resident_mb: number;
  /** A longer answer is not read, and ends the process. */
  readonly answer_bytes: number;
  /** Longest time from a question to its answer, ms; then the process is ended. */
  readonly call_ms: number;
}

const WATCH_EVERY_MS = 100;
const PAGE_BYTES = 4_096;
const HEADER_BYTES = 4;

interface Asking {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A program in a process without rights. It gets one text at a time and answers each with a text. Whatever it
 * does, the caller's process survives.
 */
export class ConfinedProcess {
  private asking: Asking | null = null;
  private failure: CandidateError | null = null;
  private chunks: Buffer[] = [];
  private received = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly limits: Limits,
  ) {
    child.once('error', (error) => this.fail(`its process could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      this.fail(`its process ended (${signal ?? `code ${code}`}): it may hold ${limits.heap_mb} MB`),
    );
    child.stdin?.on('error', () => undefined);
    child.stdout?.on('data', (chunk: Buffer) => this.read(chunk));
    // The child must not keep the service from exiting.
    child.unref();
    for (const pipe of [child.stdin, child.stdout]) (pipe as { unref?: () => void } | null)?.unref?.();
  }

  static async start(program: string, limits: Limits): Promise<ConfinedProcess> {
    return new ConfinedProcess(launch(await strictest(), program, limits.heap_mb), limits);
  }

  /**
   * Returns the answer. Throws CandidateError if there is none within the limits; the process is ended then.
   * Calls must not overlap.
   */
  async ask(text: string): Promise<string> {
    if (this.failure !== null) throw this.failure;
    const { call_ms } = this.limits;
    const answer = new Promise<string>((resolve, reject) => {
      this.asking = { resolve, reject };
    });
    const body = Buffer.from(text);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(body.length);
    this.child.stdin?.write(header);
    this.child.stdin?.write(body);
    const timer = setTimeout(() => this.fail(`it gave no answer within ${call_ms} ms`), call_ms);
    const watch = setInterval(() => this.watch(), WATCH_EVERY_MS);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  close(): void {
    this.fail('its process was closed');
  }

  get ended(): boolean {
    return this.failure !== null;
  }

  private watch(): void {
    const { resident_mb } = this.limits;
    const resident = residentBytes(this.child.pid);
    if (resident > resident_mb * 1_048_576) this.fail(`it took more than ${resident_mb} MB of memory`);
  }

  private read(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received < HEADER_BYTES) return;
    const [first = chunk] = this.chunks;
    const bytes = first.length >= HEADER_BYTES ? first : Buffer.concat(this.chunks);
    const length = bytes.readUInt32BE();
    if (length > this.limits.answer_bytes || this.received > HEADER_BYTES + length) {
      return this.fail(`its answer has more than ${this.limits.answer_bytes} bytes, or more than it said`);
    }
    if (this.received < HEADER_BYTES + length) return;
    const answer = Buffer.concat(this.chunks).toString('utf8', HEADER_BYTES);
    this.chunks = [];
    this.received = 0;
    const { asking } = this;
    this.asking = null;
    if (asking === null) return this.fail('it spoke without being asked');
    asking.resolve(answer);
  }

  private fail(why: string): void {
    this.failure ??= new CandidateError(why);
    this.child.kill('SIGKILL');
    this.chunks = [];
    const { asking } = this;
    this.asking = null;
    asking?.reject(this.failure);
  }
}

/**
 * Resident memory in bytes of a process and its children, because the program may be the child of a launcher.
 * 0 if the system does not report it.
 */
export function residentBytes(pid: number | undefined): number {
  const own = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;
  const children = read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((child) => child !== '');
  return children.reduce((sum, child) => sum + residentBytes(Number(child)), own);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
