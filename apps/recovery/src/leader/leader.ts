import { withFailpoint } from '@stockproof/failpoints';
import type { Queryable } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import { claimLead, type HeldLead, holdsLead, releaseLead } from './sql/leader-lease.js';

/** Thrown if another process may lead now: what the former leader was about to write is not written. */
export class NotLeaderError extends Error {
  override readonly name = 'NotLeaderError';
}

/** A time in which this process leads. */
export interface Term {
  readonly epoch: number;
  /** To be called in the transaction of each write, before it. Rejects with NotLeaderError. */
  check(db: Queryable): Promise<void>;
}

/** What a Leader needs. The lease is renewed, or tried to get, four times in `lease_ms`. */
export interface LeaderOptions {
  readonly records: Queryable;
  /** Names this process: no other one has the same name. */
  readonly holder: string;
  readonly lease_ms: number;
  readonly onFailed: (error: Error) => void;
  /** Told of each term of this process: its epoch, or null when it ends. */
  readonly onTerm: (epoch: number | null) => void;
}

const ROLE = 'loops';

/**
 * Whether this process runs the loops that must run in one copy of the service: a lease in the database, with an
 * epoch as the fence. When the leader dies another one leads after at most 1.25 leases; if it is stopped within a
 * transaction that checked the fence, PostgreSQL ends that first, after 10 s.
 */
export class Leader {
  private held: HeldLead | null = null;
  private readonly task: PeriodicTask;

  constructor(private readonly options: LeaderOptions) {
    const { lease_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms: lease_ms / 4, onFailed, run: () => this.claim() });
  }

  /** The current term; null if another process leads. It may have ended already, which its `check` finds. */
  get term(): Term | null {
    const { held } = this;
    if (held === null) return null;
    return { epoch: held.epoch, check: (db) => requireLead(db, held) };
  }

  async start(): Promise<void> {
    this.task.start();
    await this.task.turn();
  }

  /** Another process can lead at once. */
  async stop(): Promise<void> {
    await this.task.stop();
    const { held } = this;
    this.become(null);
    if (held !== null) await withFailpoint('leader.claim', () => releaseLead(this.options.records, held));
  }

  /** Claims or renews now. */
  turn(): Promise<void> {
    return this.task.turn();
  }

  private async claim(): Promise<void> {
    const { records, holder, lease_ms } = this.options;
    const epoch = await withFailpoint('leader.claim', () =>
      claimLead(records, { role: ROLE, holder, lease_ms }),
    );
    this.become(epoch === null ? null : { role: ROLE, holder, epoch });
  }

  private become(next: HeldLead | null): void {
    const is_other = next?.epoch !== this.held?.epoch;
    this.held = next;
    if (is_other) this.options.onTerm(next?.epoch ?? null);
  }
}

async function requireLead(db: Queryable, held: HeldLead): Promise<void> {
  if (!(await holdsLead(db, held)))
    throw new NotLeaderError(`the lease of epoch ${held.epoch} has ended: another process may lead now`);
}
