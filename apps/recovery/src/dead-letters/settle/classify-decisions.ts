import type { RecordedDecision } from '../../flows/ledger/sql/ledger.js';
import type { Binding } from '../sql/redrives.js';

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
