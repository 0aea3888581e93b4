import { checkPin } from '../statements/pins.js';
import type { SimProcess } from '../machine/sim-process.js';
import type { SimDatabase } from './sim-database.js';
import { abortedTransaction, connectionLost, serializationFailure, type SqlError } from './sql-error.js';
import type { Row, Transaction } from './tables.js';

/** What the driver is given: a text, or a prepared statement. */
export type Query =
  string | { readonly name?: string; readonly text: string; readonly values?: readonly unknown[] };

export interface Answer {
  readonly rows: readonly Row[];
  readonly rowCount: number;
}

interface Asked {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

const NOTHING: Answer = { rows: [], rowCount: 0 };

/**
 * One connection: pipelined statements, run one after the other, each answered after a while or with an
 * unknown outcome.
 */
export class SimConnection {
  private readonly asked: Asked[] = [];
  private owner: object = {};
  private tx: Transaction | null = null;
  /** Between BEGIN and its end; otherwise every statement is its own transaction. */
  private begun = false;
  private snapshot = false;
  private aborted = false;
  private broken = false;
  private working = false;

  constructor(
    private readonly database: SimDatabase,
    private readonly process: SimProcess,
  ) {
    database.connections.add(this);
    process.onDeath(() => this.break());
  }

  query(query: Query, values: readonly unknown[] = []): Promise<Answer> {
    const { name = '', text, values: own = values } = typeof query === 'string' ? { text: query } : query;
    return new Promise((answer, fail) => {
      if (this.broken) return this.process.after(0, () => fail(connectionLost()));
      this.asked.push({ name, text, values: own, answer, fail });
      if (this.working) return;
      this.working = true;
      // A stopped process sends when it continues.
      this.process.after(this.latency(), () => this.work());
    });
  }

  /** The server, the process, or the link between them is gone. */
  break(): void {
    if (this.broken) return;
    this.broken = true;
    this.end();
    this.database.connections.delete(this);
    for (const { fail } of this.asked.splice(0))
      this.process.after(this.latency(), () => fail(connectionLost()));
  }

  private latency(): number {
    return this.database.random.between(0, 3) / 2;
  }

  /** Runs the pending statements; the answers travel back together. */
  private work(): void {
    const answers: (() => void)[] = [];
    this.working = this.workOff(answers) === 'waits';
    if (answers.length === 0) return;
    this.process.after(this.latency(), () => {
      for (const answer of answers) answer();
    });
  }

  private workOff(answers: (() => void)[]): 'waits' | 'done' {
    for (let next = this.asked[0]; next !== undefined && !this.broken; next = this.asked[0]) {
      const lost = this.fails('connection_lost');
      const done = lost ? 'unknown' : this.execute(next);
      if (done === 'waits') return 'waits';
      if (done === 'unknown') {
        this.break();
        return 'done';
      }
      this.asked.shift();
      answers.push(done);
    }
    return 'done';
  }

  /** What is called when the answer arrives. */
  private execute(one: Asked): (() => void) | 'waits' | 'unknown' {
    const control = this.control(one);
    if (control !== null) return control;
    if (this.aborted) return () => one.fail(abortedTransaction());
    const alone = !this.begun;
    try {
      this.tx ??= this.database.begin();
      const answer = this.run(one, this.tx);
      if (answer === null) return 'waits';
      if (alone) {
        if (this.finish()) return 'unknown';
      }
      return () => one.answer(answer);
    } catch (error) {
      if (alone) this.end();
      else this.aborted = true;
      return () => one.fail(error as SqlError);
    }
  }

  private run({ name, text, values }: Asked, tx: Transaction): Answer | null {
    const { models, locks, random, readText } = this.database;
    const read: { readonly name: string; readonly scope?: unknown; readonly template?: string } | null =
      name === '' ? readText(text) : { name };
    const model = models[read?.name ?? ''];
    if (model === undefined) throw new Error(`the simulation has no model of ${name === '' ? text : name}`);
    checkPin(this.database.name, read?.name ?? '', read?.template ?? text);
    const given = read !== null && 'scope' in read ? [read.scope, ...values] : values;
    const names = model.locks?.(given) ?? [];
    if (!this.snapshot && !locks.take(this.owner, names, () => this.process.time.after(0, () => this.work())))
      return null;
    if (names.length > 0 && random.chance(this.database.faults.conflict)) throw serializationFailure();
    const rows = model.run(tx, given, {
      now_ms: this.database.time.clock_ms,
      wal_end: this.database.wal_end,
      isLocked: (lock) => locks.isHeldByOther(this.owner, lock),
      lock: (lock) => void locks.take(this.owner, [lock], () => undefined),
    });
    return { rows, rowCount: rows.length };
  }

  private control({ text, answer }: Asked): (() => void) | 'unknown' | null {
    if (text === 'BEGIN') {
      this.begun = true;
      this.tx = this.database.begin();
      return () => answer(NOTHING);
    }
    if (text.startsWith('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')) {
      this.tx = this.database.beginSnapshot();
      this.snapshot = true;
      return () => answer(NOTHING);
    }
    if (text === 'ROLLBACK' || (text === 'COMMIT' && this.aborted)) this.end();
    else if (text === 'COMMIT') {
      if (this.finish()) return 'unknown';
    } else return null;
    return () => answer(NOTHING);
  }

  /** Commits; true if the client does not learn whether it was committed. */
  private finish(): boolean {
    const unknown = !this.snapshot && this.fails('commit_unknown');
    const stands = !unknown || this.database.random.chance(0.5);
    if (stands && this.tx !== null && !this.snapshot) this.database.commit(this.tx);
    this.end();
    return unknown;
  }

  private end(): void {
    this.tx = null;
    this.begun = false;
    this.snapshot = false;
    this.aborted = false;
    const before = this.owner;
    this.owner = {};
    this.database.locks.release(before);
  }

  private fails(fault: 'connection_lost' | 'commit_unknown'): boolean {
    return this.database.random.chance(this.database.faults[fault]);
  }
}
