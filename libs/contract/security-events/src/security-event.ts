/** The actions that are recorded. The name is that of the attempt; the outcome says whether it was done. */
export const SECURITY_ACTIONS = [
  'log_in',
  'call_operation',
  'request_key',
  'approve_key',
  'withdraw_key',
  'collect_key',
  'create_key',
  'rotate_key',
  'revoke_key',
  'revoke_token',
  'request_recovery',
  'plan_recovery',
  'approve_recovery',
  'reject_recovery',
  'start_recovery',
  'pause_recovery',
  'resume_recovery',
  'change_rate',
  'abort_recovery',
  'break_glass',
  'review_break_glass',
  'request_redrive',
  'approve_redrive',
  'send_redrive',
  'withdraw_redrive',
  'request_redrive_plan',
  'approve_redrive_plan',
  'withdraw_redrive_plan',
  'release_dead_letter',
  'dismiss_dead_letter',
  'emit_outcomes',
  'rotate_evidence_key',
  'restart_connector',
  'send_commands_again',
  'stop_connector',
  'set_late_movements',
  'accept_loss',
  'put_back_rows',
] as const;

/** Names of actions in records that were written before they had the ones of now: such a log still verifies. */
export const FORMER_SECURITY_ACTIONS = ['release_letter', 'dismiss_letter'] as const;

/** An action of a new record; stored ones may have a former name (FORMER_SECURITY_ACTIONS). */
export type SecurityAction = (typeof SECURITY_ACTIONS)[number];

/**
 * attempted: written before the act. done, refused, failed: the result (failed: unknown, the caller got a
 * 5xx). If an `attempted` has no second record, the act was interrupted.
 */
export const SECURITY_OUTCOMES = ['attempted', 'done', 'refused', 'failed'] as const;

/** How far an act came. `failed` does not mean that nothing was done: its result is unknown. */
export type SecurityOutcome = (typeof SECURITY_OUTCOMES)[number];

/** Most characters of each text; `fitEvent` cuts longer ones. */
const SECURITY_LIMITS = {
  actor: 256,
  target: 512,
  reason: 1_000,
  address: 64,
  detail: 2_000,
} as const;

/** An act in the security log, before it has a number and a time. */
export interface SecurityEvent {
  readonly action: SecurityAction;
  readonly outcome: SecurityOutcome;
  /** `operator ada`, `seller seller-1 key 0a1b`, `service recovery`; null if unknown. */
  readonly actor: string | null;
  /** The object of the act, e.g. `seller-1/0a1b...` or a recovery's id; null if there is none. */
  readonly target: string | null;
  /** The reason that the actor gave; null if none is required. */
  readonly reason: string | null;
  /** Address of the client; null if there was no request. */
  readonly address: string | null;
  /** More facts: the problem code of a refusal, or the number of attempts that the record stands for. */
  readonly detail: string | null;
}

/** A recorded event, with its place in the chain. */
export interface SecurityRecord extends Omit<SecurityEvent, 'action'> {
  readonly action: SecurityAction | (typeof FORMER_SECURITY_ACTIONS)[number];
  /** 1, 2, 3 ... without gaps, over all services. */
  readonly sequence: number;
  /** RFC 3339 in UTC with microseconds, by the database's clock. */
  readonly recorded_at: string;
  /** The database login of the service that appended it, so no service can write in another's name. */
  readonly recorded_by: string;
  /** Hex; 64 zeros before the first. */
  readonly previous_digest: string;
  readonly digest: string;
}

/**
 * Returns the event with every text cut to its limit (a cut text is marked) and without characters that a
 * database refuses.
 */
export function fitEvent(event: SecurityEvent): SecurityEvent {
  const fit = (text: string | null, most: number): string | null => {
    const words = text?.replaceAll('\u0000', '\ufffd').toWellFormed() ?? null;
    return words === null || words.length <= most ? words : `${words.slice(0, most - 1).toWellFormed()}…`;
  };
  const { actor, target, reason, address, detail } = event;
  return {
    ...event,
    actor: fit(actor, SECURITY_LIMITS.actor),
    target: fit(target, SECURITY_LIMITS.target),
    reason: fit(reason, SECURITY_LIMITS.reason),
    address: fit(address, SECURITY_LIMITS.address),
    detail: fit(detail, SECURITY_LIMITS.detail),
  };
}
