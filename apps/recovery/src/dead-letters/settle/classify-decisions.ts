import type { RecordPosition } from '../sql/find-dead-letter.js';

/** An outcome that is under the id of an event. */
export interface RecordedDecision {
  /** accepted, superseded or rejected. */
  readonly status: string;
  /** Hex, of the event that was decided: the id alone does not say which one that was. */
  readonly request_hash: string;
  readonly decided_at: Date;
}

export type DecisionState =
  | { readonly is: 'undecided' }
  /** This very event was decided. */
  | { readonly is: 'decided'; readonly outcome: string }
  /** The id belongs to an event of other content. */
  | { readonly is: 'taken'; readonly outcome: string };

/**
 * Which of what is under an id is the outcome of the event with this content. What the ledger took goes
 * before what it refused.
 */
export function classifyDecisions(
  decisions: readonly RecordedDecision[],
  request_hash: string,
): DecisionState {
  const ours = decisions.filter((decision) => decision.request_hash === request_hash);
  const outcome = (ours.find(({ status }) => status !== 'rejected') ?? ours[0])?.status;
  if (outcome !== undefined) return { is: 'decided', outcome };
  const [other] = decisions;
  return other === undefined ? { is: 'undecided' } : { is: 'taken', outcome: other.status };
}

/** A dead letter that was sent again, as it was noted then. */
export interface Binding {
  readonly seller_id: string;
  readonly event_id: string;
  /** Hex; null for what was sent before contents were noted. */
  readonly request_hash: string | null;
  /** When it was sent last. */
  readonly redriven_at: Date;
  /** How often it was sent. */
  readonly times: number;
  /** Where the event stands that was sent last; null while that is not known. */
  readonly sent: RecordPosition | null;
}

export type Releasable =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'redriven' | 'not_decided'; readonly detail: string };

/**
 * Whether a dead letter may be parted from the event it was sent as: only where that event can no more come
 * of it, or its stock would move twice. `refused` says that the message that was sent last is in quarantine
 * itself: those sent before it are before it in its partition. Of what was sent before contents were noted,
 * an outcome older than the redrive was another event's.
 */
export function checkRelease(
  { event_id, request_hash, redriven_at }: Binding,
  decisions: readonly RecordedDecision[],
  refused: boolean,
): Releasable {
  const own = decisions.some((decision) =>
    request_hash === null ? decision.decided_at >= redriven_at : decision.request_hash === request_hash,
  );
  if (own)
    return { ok: false, code: 'redriven', detail: `the dead letter became ${event_id}, which is decided` };
  if (decisions.length > 0 || refused) return { ok: true };
  return {
    ok: false,
    code: 'not_decided',
    detail: `${event_id} is not decided yet: look again, or send the dead letter again as it`,
  };
}
