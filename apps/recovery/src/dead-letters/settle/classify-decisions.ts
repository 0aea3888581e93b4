import type { RecordedDecision } from '../../flows/ledger/sql/ledger.js';
import type { Binding } from '../sql/redrives.js';

/** What is decided under the id of an event. `outcome` is accepted, superseded or rejected. */
export type DecisionState =
  | { readonly is: 'undecided' }
  /** Exactly this event was decided. */
  | { readonly is: 'decided'; readonly outcome: string }
  /** The id belongs to an event with other content. */
  | { readonly is: 'taken'; readonly outcome: string };

/**
 * Finds, among the outcomes under an id, that of the event with this content. An outcome in the ledger takes
 * precedence over a rejection.
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

/** Whether a dead letter may be released from its event, and why not. */
export type Releasable =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'redriven' | 'not_decided'; readonly detail: string };

/**
 * Checks whether a dead letter may be released from the event it was sent as: only if that event can no
 * longer be decided, because otherwise its stock could move twice. `refused`: the message that was sent last
 * is in quarantine; earlier ones precede it in its partition. For redrives without a stored hash, an outcome
 * older than the redrive belongs to another event.
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
