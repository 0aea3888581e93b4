import { open, readFile } from 'node:fs/promises';
import { canonicalJson, type Checkpoint } from '@stockproof/evidence';
import { withFailpoint } from '@stockproof/failpoints';
import type { Queryable } from '@stockproof/postgres';
import type { Term } from '../leader/leader.js';
import { checkpointsAfter } from '../evidence/sql/checkpoints.js';

const PAGE = 1_000;

/**
 * Thrown if the database lost an anchored checkpoint, or has another one in its place: it was rolled back or
 * rewritten.
 */
class AnchorMismatchError extends Error {
  override readonly name = 'AnchorMismatchError';
}

/**
 * Appends each checkpoint as a line to a file outside the databases, in order: on another machine's disk or
 * an append-only one, so that the owner of the databases cannot take back what was signed. Checkpoints that a
 * crash left out are added with the next ones.
 */
export class AnchorCheckpoints {
  private last: Checkpoint | null | undefined;
  private epoch: number | null = null;
  /** Ends a line that a crash cut short, because the file is append-only. */
  private ending = '';

  constructor(private readonly file: string) {}

  /**
   * Resolves when all checkpoints are durable in the file, which the process that leads appends to. Rejects with AnchorMismatchError if the file has
   * other ones.
   */
  async follow(records: Queryable, { epoch }: Pick<Term, 'epoch'>): Promise<void> {
    // Another process may have appended since this one led last.
    if (epoch !== this.epoch) this.last = undefined;
    this.epoch = epoch;
    this.last ??= await this.readLast();
    for (;;) {
      const before = this.last?.sequence ?? 0;
      const found = await checkpointsAfter(records, Math.max(0, before - 1), PAGE);
      if (this.last !== null) this.compare(this.last, found.shift());
      if (found.length === 0) return;
      await withFailpoint('checkpoint.anchor', () => this.append(found));
      this.last = found.at(-1) ?? null;
    }
  }

  private compare(kept: Checkpoint, found: Checkpoint | undefined): void {
    if (found !== undefined && canonicalJson(found) === canonicalJson(kept)) return;
    throw new AnchorMismatchError(
      `${this.file} has checkpoint ${kept.sequence}, which the database ${found === undefined ? 'lost' : 'has otherwise'}: it was rolled back or written again`,
    );
  }

  private async append(checkpoints: readonly Checkpoint[]): Promise<void> {
    const handle = await open(this.file, 'a', 0o644);
    try {
      await handle.appendFile(this.ending + checkpoints.map((one) => `${canonicalJson(one)}\n`).join(''));
      await handle.sync();
      this.ending = '';
    } finally {
      await handle.close();
    }
  }

  private async readLast(): Promise<Checkpoint | null> {
    try {
      const lines = (await readFile(this.file, 'utf8')).split('\n');
      if (lines.pop() !== '') this.ending = '\n';
      const line = lines.at(-1);
      return line === undefined ? null : (JSON.parse(line) as Checkpoint);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
