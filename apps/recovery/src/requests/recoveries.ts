import type { ProjectionFunctions } from '@stockproof/availability';
import type { Principal } from '@stockproof/auth';
import type { RedriveReport } from '@stockproof/evidence';
import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';
import {
  type Actor,
  isOver,
  type RunCommand,
  type RunRequest,
  type RunState,
} from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { NotLeaderError } from '../leader/leader.js';
import type { Runner } from '../runs/runner.js';
import { makePlan } from '../contracts/make-plan.js';
import { type Review, signReview } from './sign-review.js';
import { writeReview } from '../runs/sql/break-glass.js';
import type { BrokenGlass, GlassActs } from './glass-acts.js';
import { actorName, actorOf } from '../contracts/actor.js';
import { recoveryId } from '../engine/recovery-id.js';
import { refusedAsProblem, unknownRecovery } from './refusals.js';
import { readApproval, readRate, readReason, readRequest, readReview } from './request-body.js';
import type { RequestWaits } from './request-waits.js';
import type { SystemRequest } from './system-request.js';
import { type ActOptions, type LoadedRun, RunRefusedError, type Runs } from '../runs/runs.js';
import { startRecovery, SYSTEM_SUBJECT } from '../runs/start-recovery.js';

export interface RecoveriesOptions {
  readonly runs: Runs;
  readonly runner: Runner;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly code_version: string;
  readonly functions: ProjectionFunctions;
  /**
   * Cleans up what the run began elsewhere, also if no process executes it any more. Called before the
   * abortion is stored.
   */
  readonly giveUp: (request: RunRequest) => Promise<void>;
  readonly keys: Pick<EvidenceKeys, 'signer'>;
  readonly glass: GlassActs;
  readonly lease_ms: number;
  readonly now_ms: () => number;
}

const MINUTE_MS = 60_000;
/** The flow that continuous verification runs. */
export const VIEW_FLOW = 'inventory-availability-projection';
const SYSTEM: Actor = {
  subject: SYSTEM_SUBJECT,
  may_request: true,
  may_approve: false,
  may_break_glass: false,
};

/** The operations of operators on recoveries. Refusals become problems; each is in the run's history. */
export class Recoveries {
  private starts: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: RecoveriesOptions) {}

  /** Stores the request and makes its plan. Rejects with a Problem. */
  async request(principal: Principal, body: unknown): Promise<RunState> {
    const { flows, now_ms, functions } = this.options;
    const { request, flow } = await readRequest(body, flows, recoveryId(now_ms()), functions);
    const actor = actorOf(principal, flow.contract);
    const { recovery_id } = request;
    await this.act(recovery_id, { type: 'request', actor, request });
    return this.plan(principal, recovery_id);
  }

  /**
   * A request of the service itself, for named offers of the view; a verification is started at once. Rejects with
   * RunRefusedError, and aborts the request, if another run may share an offer, and with NotLeaderError of the fence.
   */
  async requestBySystem(
    mode: 'verify' | 'repair',
    offers: readonly OfferName[],
    intent: string,
    { redrive, fence }: SystemRequest = {},
  ): Promise<RunState> {
    const { flows, now_ms, code_version, runs, runner, lease_ms } = this.options;
    const flow = flows.get(VIEW_FLOW);
    if (flow === undefined) throw new Error(`there is no contract ${VIEW_FLOW}`);
    const recovery_id = recoveryId(now_ms());
    const request = {
      recovery_id,
      flow: VIEW_FLOW,
      scope: { type: 'by_offer' as const, offers: [...offers] },
      mode,
      owner: flow.contract.owner,
      intent,
      rate_limit_events_per_second: null,
      ...(redrive === undefined ? {} : { redrive }),
    };
    await runs.act(recovery_id, { type: 'request', actor: SYSTEM, request }, { before: fence });
    const planned = await runs.act(recovery_id, {
      type: 'plan',
      actor: SYSTEM,
      plan: await makePlan(flow, request, code_version),
    });
    if (mode === 'repair') return planned;
    const context = { runs, runner, lease_ms, now_ms, code_version };
    try {
      return await this.oneByOne(() => startRecovery(context, recovery_id, flow, SYSTEM, fence));
    } catch (error) {
      if (error instanceof RunRefusedError || error instanceof NotLeaderError)
        await runs.act(recovery_id, { type: 'abort', actor: SYSTEM, reason: error.message });
      throw error;
    }
  }

  /** Verifies one offer on behalf of the service, before or after a redrive. Rejects with what ends the wait. */
  async verifyOffer(
    offer: OfferName,
    redrive: RedriveReport,
    waits: Pick<RequestWaits, 'until'>,
  ): Promise<{ recovery_id: string; confidence_status: string }> {
    const until = (over: () => Promise<boolean>): Promise<unknown> => waits.until(over, Infinity);
    const intent = `${redrive.stage} the redrive of ${redrive.letter}`;
    return this.verifyOffers([offer], intent, until, { redrive });
  }

  /** Verifies these offers in one run on behalf of the service, and waits for the record. Rejects as requestBySystem, or as the wait. */
  async verifyOffers(
    offers: readonly OfferName[],
    intent: string,
    until: (over: () => Promise<boolean>) => Promise<unknown>,
    request: SystemRequest = {},
  ): Promise<{ recovery_id: string; confidence_status: string }> {
    let state = await this.requestBySystem('verify', offers, intent, request);
    const recovery_id = state.request?.recovery_id ?? '';
    await until(async () => isOver((state = (await this.find(recovery_id)).state)));
    return { recovery_id, confidence_status: state.confidence_status ?? state.status };
  }

  /** Makes the plan again. Rejects with a Problem. */
  async plan(principal: Principal, recovery_id: string): Promise<RunState> {
    const { state } = await this.find(recovery_id);
    const flow = this.flowOf(state);
    if (state.request === null) throw unknownRecovery(recovery_id);
    const made = await makePlan(flow, state.request, this.options.code_version);
    return this.act(recovery_id, { type: 'plan', actor: actorOf(principal, flow.contract), plan: made });
  }

  /** Approves the digest in the body. Break-glass is recorded first, and raises an alarm. */
  async approve(principal: Principal, recovery_id: string, body: unknown): Promise<RunState> {
    const { plan_digest, reason = null } = readApproval(body);
    const { glass, now_ms } = this.options;
    const make = (actor: Actor, { contract }: Flow): RunCommand => ({
      type: 'approve',
      actor,
      plan_digest,
      reason,
      now_ms: now_ms(),
      valid_ms: contract.authority.approval_valid_minutes * MINUTE_MS,
    });
    const also = async (_db: Queryable, after: RunState): Promise<void> => {
      const breaking = glassOf(recovery_id, after);
      if (breaking !== null) await glass.breaking(breaking);
    };
    const state = await this.asActor(principal, recovery_id, make, { also });
    const broken = glassOf(recovery_id, state);
    if (broken !== null) glass.broken(broken);
    return state;
  }

  /** Signs another person's review of a break-glass approval, in the transaction that stores it. */
  async review(principal: Principal, recovery_id: string, body: unknown): Promise<RunState> {
    const { verdict, note } = readReview(body);
    let review: Review | null = null;
    const before = async (_db: unknown, { requested_by, unreviewed }: RunState): Promise<void> => {
      const reviewed_at = new Date(this.options.now_ms()).toISOString();
      const reviewed_by = actorName(principal);
      review = {
        recovery_id,
        requested_by: requested_by ?? '',
        broken_by: unreviewed,
        reviewed_by,
        reviewed_at,
        verdict,
        note,
      };
    };
    const also = async (db: Queryable): Promise<void> => {
      if (review === null) throw new Error('nothing was reviewed');
      const signed = signReview(review, await this.options.keys.signer(db));
      await writeReview(db, recovery_id, JSON.stringify(signed), review.reviewed_by, review.reviewed_at);
    };
    return this.asActor(principal, recovery_id, (actor) => ({ type: 'review', actor, verdict, note }), {
      before,
      also,
    });
  }

  /** Ends a run that was not started. Rejects with a Problem. */
  async reject(principal: Principal, recovery_id: string, body: unknown): Promise<RunState> {
    const { reason } = readReason(body);
    return this.asActor(principal, recovery_id, (actor) => ({ type: 'reject', actor, reason }));
  }

  /** Starts a run in this process, once. Rejects with a Problem, also if another run may share an offer. */
  async start(principal: Principal, recovery_id: string): Promise<RunState> {
    const { runs, runner, code_version, lease_ms, now_ms } = this.options;
    const flow = this.flowOf((await this.find(recovery_id)).state);
    const context = { runs, runner, lease_ms, now_ms, code_version };
    const actor = actorOf(principal, flow.contract);
    return refusedAsProblem(this.oneByOne(() => startRecovery(context, recovery_id, flow, actor)));
  }

  async pause(principal: Principal, recovery_id: string): Promise<RunState> {
    return this.record(principal, recovery_id, (actor) => ({ type: 'pause', actor }));
  }

  async resume(principal: Principal, recovery_id: string): Promise<RunState> {
    return this.record(principal, recovery_id, (actor) => ({ type: 'resume', actor }));
  }

  /** Sets the events per second of a run; null is no limit. Rejects with a Problem. */
  async changeRate(principal: Principal, recovery_id: string, body: unknown): Promise<RunState> {
    const { rate_limit_events_per_second, reason } = readRate(body);
    return this.record(principal, recovery_id, (actor) => ({
      type: 'change_rate',
      actor,
      rate_limit_events_per_second,
      reason,
    }));
  }

  /** Ends a run at any time, after it has cleaned up. Rejects with a Problem. */
  async abort(principal: Principal, recovery_id: string, body: unknown): Promise<RunState> {
    const { reason } = readReason(body);
    const before = async (_db: unknown, { request }: RunState): Promise<void> => {
      if (request !== null) await this.options.giveUp(request);
    };
    return this.record(principal, recovery_id, (actor) => ({ type: 'abort', actor, reason }), { before });
  }

  /** Loads a run. Rejects with a 404 if there is none. */
  async find(recovery_id: string): Promise<LoadedRun> {
    const run = await this.options.runs.load(recovery_id);
    if (run.version === 0) throw unknownRecovery(recovery_id);
    return run;
  }

  /**
   * Starts wait for each other in the database anyway; in this process they wait without each using a
   * connection.
   */
  private oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.starts.then(work);
    this.starts = done.catch(() => undefined);
    return done;
  }

  private async asActor(
    principal: Principal,
    recovery_id: string,
    make: (actor: Actor, flow: Flow) => RunCommand,
    options: ActOptions = {},
  ): Promise<RunState> {
    const flow = this.flowOf((await this.find(recovery_id)).state);
    return this.act(recovery_id, make(actorOf(principal, flow.contract), flow), options);
  }

  private act(recovery_id: string, command: RunCommand, options: ActOptions = {}): Promise<RunState> {
    return refusedAsProblem(this.options.runs.act(recovery_id, command, options));
  }

  /**
   * Stores a command to a run. The executing process applies it: at once here, with the next renewal of its
   * lease elsewhere.
   */
  private async record(
    principal: Principal,
    recovery_id: string,
    make: (actor: Actor) => RunCommand,
    options: ActOptions = {},
  ): Promise<RunState> {
    const state = await this.asActor(principal, recovery_id, make, options);
    await this.options.runner.applyState(recovery_id).catch(() => undefined);
    return state;
  }

  private flowOf({ request }: RunState): Flow {
    const flow = this.options.flows.get(request?.flow ?? '');
    if (flow === undefined)
      throw new Problem(409, 'unknown_contract', `there is no contract ${request?.flow} any more`);
    return flow;
  }
}

/** Null if two persons are behind the approval. */
function glassOf(recovery_id: string, { approval, requested_by }: RunState): BrokenGlass | null {
  if (approval?.break_glass !== true) return null;
  return { recovery_id, broken_by: approval.by, requested_by, reason: approval.reason };
}
