/** What is written down. An act is named as what was tried; whether it was done is its outcome. */
export const SECURITY_ACTIONS = [
  'log_in',
  'call_operation',
  'request_key',
  'approve_key',
  'withdraw_key',
  'collect_key',
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
  'release_letter',
  'dismiss_letter',
  'emit_outcomes',
  'rotate_evidence_key',
  'restart_connector',
  'stop_connector',
  'accept_loss',
] as const;

export type SecurityAction = (typeof SECURITY_ACTIONS)[number];

/**
 * attempted: written before anything is done; done, refused, failed: what became of it (failed: nobody knows, the caller got a
 * 5xx). An `attempted` without a second record was interrupted.
 */
export const SECURITY_OUTCOMES = ['attempted', 'done', 'refused', 'failed'] as const;

export type SecurityOutcome = (typeof SECURITY_OUTCOMES)[number];

/** Most characters of each text; `fitEvent` cuts what is longer. */
const SECURITY_LIMITS = {
  actor: 256,
  target: 512,
  reason: 1_000,
  address: 64,
  detail: 2_000,
} as const;

export interface SecurityEvent {
  readonly action: SecurityAction;
  readonly outcome: SecurityOutcome;
  /** `operator ada`, `seller seller-1 key 0a1b`, `service recovery`; null: nobody is known. */
  readonly actor: string | null;
  /** What it was done to, e.g. `seller-1/0a1b...` or a recovery's id; null where there is nothing to name. */
  readonly target: string | null;
  /** The words of who did it; null where none are asked for. */
  readonly reason: string | null;
  /** Where the request came from; null for what no request asked for. */
  readonly address: string | null;
  /** What else is to be known: the problem's code of a refusal, how many attempts it stands for. */
  readonly detail: string | null;
}

/** An event at its place in the chain. */
export interface SecurityRecord extends SecurityEvent {
  /** 1, 2, 3 ... without gaps, over all services. */
  readonly sequence: number;
  /** RFC 3339 in UTC with microseconds, by the database's clock. */
  readonly recorded_at: string;
  /** The login of the service that appended it, as the database knows it: no service can write in another's name. */
  readonly recorded_by: string;
  /** Hex; 64 zeros before the first. */
  readonly previous_digest: string;
  readonly digest: string;
}

/** The event with every text cut to its limit, the end of a cut text marked, and without characters that a database refuses. */
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
