import type { Queryable } from '@stockproof/postgres';
import { scopesOverlap, type Actor, type RunState } from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import type { Runner } from './runner.js';
import { RunRefusedError, type Runs } from './runs.js';
import { listLeases, lockLeases } from './sql/leases.js';

/** The requester of runs that the service starts by itself. */
export const SYSTEM_SUBJECT = 'system:continuous';

/** What startRecovery needs. `code_version` is that of this process, which must be that of the plan. */
export interface StartContext {
  readonly runs: Runs;
  readonly runner: Runner;
  readonly code_version: string;
  readonly lease_ms: number;
  readonly now_ms: () => number;
}

/**
 * Starts a run and executes it in this process. If another run of the flow may share an offer, it is refused.
 * The lease is acquired in the transaction that starts the run, which `fence` may refuse. Rejects with RunRefusedError.
 */
export async function startRecovery(
  { runs, runner, code_version, lease_ms, now_ms }: StartContext,
  recovery_id: string,
  flow: Flow,
  actor: Actor,
  fence?: (db: Queryable) => Promise<void>,
): Promise<RunState> {
  const current = { contract_digest: flow.digest, code_version };
  const state = await runs.act(
    recovery_id,
    { type: 'start', actor, now_ms: now_ms(), current },
    {
      before: async (db, { request }) => {
        await fence?.(db);
        await lockLeases(db);
        const leases = await listLeases(db);
        const other = leases.find(
          (lease) =>
            request !== null &&
            lease.recovery_id !== recovery_id &&
            lease.flow === request.flow &&
            scopesOverlap(lease.scope, request.scope),
        );
        const for_redrive = request?.redrive !== undefined;
        if (other !== undefined && !(await givesWay(runs, other.recovery_id, actor, for_redrive))) {
          throw new RunRefusedError(
            'overlapping_replay',
            `${other.recovery_id} is under way over some of the same offers`,
          );
        }
      },
      also: async (db) => {
        const { state: started } = await runs.load(recovery_id, db);
        await runs.lease(recovery_id, started, runner.holder, lease_ms, db);
      },
    },
  );
  await runner.resume(recovery_id);
  return state;
}

/**
 * Whether a verification by the service itself ends for this run: for one that a person requested, and for those around a
 * redrive, which a person waits for. Of two of the latter none ends.
 */
async function givesWay(runs: Runs, other: string, actor: Actor, for_redrive: boolean): Promise<boolean> {
  const by_service = actor.subject === SYSTEM_SUBJECT;
  if (by_service && !for_redrive) return false;
  const { state } = await runs.load(other);
  if (state.requested_by !== SYSTEM_SUBJECT || state.request?.mode !== 'verify') return false;
  if (by_service && state.request.redrive !== undefined) return false;
  await runs.act(other, { type: 'abort', actor, reason: 'gave way to a recovery that was asked for' });
  return true;
}
