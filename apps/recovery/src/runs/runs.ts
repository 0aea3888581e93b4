import { Aggregates, appendEvents, type LoadedAggregate, retryConflicts } from '@stockproof/event-store';
import { type Queryable, writeTransaction } from '@stockproof/postgres';
import {
  isOver,
  type RunCommand,
  runDecider,
  type RunDecision,
  type RunEvent,
  type RunState,
  upcastRunEvent,
} from '@stockproof/recovery-run';
import type { Pool } from 'pg';
import { insertBreakGlass } from './sql/break-glass.js';
import {
  acquireLease,
  lockLease,
  type NotedProgress,
  noteProgress,
  readProgress,
  releaseLease,
  renewLease,
} from './sql/leases.js';
import { readRunVersion, upsertRecovery } from './sql/recoveries.js';

/** Thrown if a command was refused; the refusal is in the run's history. */
export class RunRefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** Thrown if another process resumed the run: this one must not write to it any more. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * The right to execute a run. Every event that its holder writes is checked against it in the same
 * transaction.
 */
export interface Lease {
  readonly recovery_id: string;
  readonly holder: string;
  readonly epoch: number;
  readonly lease_ms: number;
}

/** A run with its events. Version 0: it was never requested. */
export type LoadedRun = LoadedAggregate<RunState, RunEvent>;

/** Creates the command inside the transaction, from what only the transaction can see. */
export type MakeCommand = (db: Queryable, state: RunState) => Promise<RunCommand>;

/**
 * What else happens in the transaction of a command. It is repeated after a conflict, and `before` and `also`
 * with it. With `lease` the command is only applied while the lease is held, and renews it.
 */
export interface ActOptions {
  readonly lease?: Lease;
  /**
   * Called in the transaction before anything is written, if the command is allowed; if it rejects,
   * everything is rolled back.
   */
  readonly before?: ((db: Queryable, state: RunState) => Promise<void>) | undefined;
  /** Called in the transaction after the events. */
  readonly also?: (db: Queryable, after: RunState) => Promise<void>;
}

const REFUSED_REQUESTS = 'refused-requests';
const streams = new Aggregates<RunState, RunCommand, RunEvent>({
  decider: runDecider,
  streamOf: (recovery_id) => `recovery-${recovery_id}`,
  upcast: upcastRunEvent,
});

/** The runs as event-sourced aggregates: load, decide, append with the expected version. */
export class Runs {
  constructor(private readonly pool: Pool) {}

  /** Loads a run; its version is 0 if it was never requested. */
  load(recovery_id: string, db: Queryable = this.pool): Promise<LoadedRun> {
    return streams.load(db, recovery_id);
  }

  /**
   * Applies a command. Rejects with RunRefusedError after the refusal is stored. `also` runs in the same
   * transaction. With a lease it rejects with LeaseLostError if the lease is not held any more. The lease
   * ends with the run.
   */
  async act(
    recovery_id: string,
    command: RunCommand | MakeCommand,
    options: ActOptions = {},
  ): Promise<RunState> {
    const outcome = await retryConflicts(() =>
      writeTransaction('run.append', this.pool, (db) => this.attempt(db, recovery_id, command, options)),
    );
    if (outcome instanceof RunRefusedError) throw outcome;
    return outcome;
  }

  /** Claims the lease of a run. Null if another holder has it, or if the run was never requested. */
  async lease(
    recovery_id: string,
    { request }: RunState,
    holder: string,
    lease_ms: number,
    db: Queryable = this.pool,
  ): Promise<Lease | null> {
    if (request === null) return null;
    const epoch = await acquireLease(db, {
      recovery_id,
      flow: request.flow,
      scope: request.scope,
      holder,
      lease_ms,
    });
    return epoch === null ? null : { recovery_id, holder, epoch, lease_ms };
  }

  /** Extends a lease by its duration. Rejects with LeaseLostError. */
  async renew({ recovery_id, holder, epoch, lease_ms }: Lease, db: Queryable = this.pool): Promise<void> {
    if (await renewLease(db, recovery_id, holder, epoch, lease_ms)) return;
    throw new LeaseLostError(`${recovery_id} was taken over by another process`);
  }

  /** Stores how far the holder of a lease has come, for other processes. Nothing depends on it. */
  noteProgress(lease: Lease, progress: object, db: Queryable = this.pool): Promise<void> {
    return noteProgress(db, lease, progress);
  }

  /** How far a run had come when its holder noted it last; null for a run that nobody executes, or too young. */
  async notedProgress<P>(recovery_id: string): Promise<NotedProgress<P> | null> {
    return (await readProgress<P>(this.pool, recovery_id)) ?? null;
  }

  /** The version of a run's history; 0 if it was never requested. Cheaper than `load`. */
  async version(recovery_id: string): Promise<number> {
    return (await readRunVersion(this.pool, recovery_id)) ?? 0;
  }

  private async attempt(
    db: Queryable,
    recovery_id: string,
    asked: RunCommand | MakeCommand,
    { lease, also, before }: ActOptions,
  ): Promise<RunState | RunRefusedError> {
    await lockLease(db, recovery_id);
    if (lease !== undefined) await this.renew(lease, db);
    const loaded = await this.load(recovery_id, db);
    const { state, version } = loaded;
    const command = typeof asked === 'function' ? await asked(db, state) : asked;
    const decision = await allowed(streams.decide(loaded, command), () => before?.(db, state));
    const by = 'actor' in command ? command.actor.subject : command.by;
    const events: readonly RunEvent[] = decision.ok
      ? decision.events
      : [{ type: 'action_refused', by, action: command.type, code: decision.code }];
    if (!decision.ok && version === 0) {
      // A request that was refused has no run whose history could contain it.
      await this.noteRefusal(db, recovery_id, events);
      return new RunRefusedError(decision.code, decision.detail);
    }
    await streams.append(db, recovery_id, loaded, events, {
      correlation_id: recovery_id,
      causation_id: command.type,
    });
    const after = streams.after(loaded, events);
    await upsertRecovery(db, after, version + events.length);
    await noteBrokenGlass(db, after, events, version);
    // Also of a claim that was refused because it came too late: nobody would ever end its lease.
    if (isOver(after)) await releaseLease(db, recovery_id);
    if (!decision.ok) return new RunRefusedError(decision.code, decision.detail);
    await also?.(db, after);
    return after;
  }

  private async noteRefusal(db: Queryable, recovery_id: string, events: readonly RunEvent[]): Promise<void> {
    await appendEvents(db, {
      stream: REFUSED_REQUESTS,
      expected: 'any',
      events,
      correlation_id: recovery_id,
    });
  }
}

/** A break-glass approval is also in a table of its own, for reviewers. */
async function noteBrokenGlass(
  db: Queryable,
  { request, requested_by }: RunState,
  events: readonly RunEvent[],
  before: number,
): Promise<void> {
  for (const [index, event] of events.entries()) {
    if (event.type !== 'recovery_approved_by_break_glass' || request === null) continue;
    const { by: broken_by, reason = '' } = event;
    await insertBreakGlass(db, {
      recovery_id: request.recovery_id,
      version: before + index + 1,
      requested_by: requested_by ?? '',
      broken_by,
      reason,
    });
  }
}

/** The decision, or the refusal by a condition that only the database could check. */
async function allowed(decision: RunDecision, before: () => Promise<void> | undefined): Promise<RunDecision> {
  if (!decision.ok) return decision;
  try {
    await before();
    return decision;
  } catch (error) {
    if (error instanceof RunRefusedError) return { ok: false, code: error.code, detail: error.message };
    throw error;
  }
}
