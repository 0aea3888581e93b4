import type { Random } from '@stockproof/workload';
import type { VirtualTime } from '../machine/virtual-time.js';
import { Locks } from './locks.js';
import type { SimConnection } from './sim-connection.js';
import type { ReadText } from '../statements/texts.js';
import type { StatementModels } from './statement.js';
import { type RowChange, Tables, Transaction } from './tables.js';

/** A committed transaction in the log. */
export interface Committed {
  readonly lsn: number;
  readonly at_ms: number;
  readonly changes: readonly RowChange[];
}

/** Probabilities of faults, 0 to 1, per statement or commit. */
export interface DatabaseFaults {
  connection_lost: number;
  commit_unknown: number;
  conflict: number;
}

export const NO_DATABASE_FAULTS: Readonly<DatabaseFaults> = {
  connection_lost: 0,
  commit_unknown: 0,
  conflict: 0,
};

const LSN_STEP = 8;

/**
 * A database server: transactions at READ COMMITTED with row locks, snapshots, a log of changes, and faults.
 */
export class SimDatabase {
  readonly tables = new Tables();
  readonly locks = new Locks();
  readonly wal: Committed[] = [];
  readonly connections = new Set<SimConnection>();
  faults: DatabaseFaults = { ...NO_DATABASE_FAULTS };
  up = true;
  private readonly listeners: (() => void)[] = [];
  private lsn = 1_000;
  private transactions = 0;

  constructor(
    readonly name: string,
    readonly time: VirtualTime,
    readonly random: Random,
    readonly models: StatementModels,
    /** The model of a statement without a name, and its first value. */
    readonly readText: (text: string) => ReadText | null,
  ) {}

  begin(): Transaction {
    this.transactions += 1;
    return new Transaction(this.tables, this.transactions);
  }

  /** Sees what is committed now and nothing later. */
  beginSnapshot(of: Tables = this.tables.copy()): Transaction {
    this.transactions += 1;
    return new Transaction(of, this.transactions);
  }

  commit(tx: Transaction): void {
    tx.commit();
    if (tx.log.length === 0) return;
    this.lsn += LSN_STEP * tx.log.length;
    this.wal.push({ lsn: this.lsn, at_ms: this.time.clock_ms, changes: tx.log });
    for (const receive of this.listeners) receive();
  }

  onCommit(receive: () => void): void {
    this.listeners.push(receive);
  }

  get wal_end(): number {
    return this.lsn;
  }

  /** As `pg_ctl stop -m immediate`: every connection breaks, and uncommitted changes are gone. */
  crash(away_ms: number): void {
    this.up = false;
    for (const connection of [...this.connections]) connection.break();
    this.time.after(away_ms, () => {
      this.up = true;
    });
  }

  /** Changes rows by hand, as a superuser would. */
  byHand(work: (tx: Transaction) => void): void {
    const tx = this.begin();
    work(tx);
    this.commit(tx);
  }
}
