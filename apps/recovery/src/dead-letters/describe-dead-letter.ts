import type { Principal } from '@stockproof/auth';
import { maskHeaders, maskPayload, type PayloadView } from './mask-payload.js';
import type { WholeDeadLetter } from './sql/dead-letters.js';
import type { Binding } from './sql/redrives.js';

/** Who corrects dead letters, or decides on them, has to see them. */
const SEE_ALL = ['requester', 'approver', 'break-glass'];

/** What of the bytes a caller is shown: all for those who act on dead letters, the setting for those who only view. Pure. */
export function payloadViewOf(principal: Principal, of_viewers: PayloadView): PayloadView {
  const roles = principal.kind === 'operator' ? principal.roles : [];
  return roles.some((role) => SEE_ALL.includes(role)) ? 'full' : of_viewers;
}

/** Describes a dead letter with its bytes as far as they are shown, and what became of it. Pure. */
export function describeDeadLetter(
  found: WholeDeadLetter,
  bound: Binding | 'dismissed' | undefined,
  view: PayloadView,
): object {
  const { message_key, message_value, message_headers, closed_at, closed_as, quarantined_at, ...rest } =
    found;
  return {
    ...rest,
    quarantined_at: quarantined_at.toISOString(),
    payload: view,
    key_base64: view === 'full' ? (message_key?.toString('base64') ?? null) : null,
    value_base64: view === 'full' ? (message_value?.toString('base64') ?? null) : null,
    value_masked: view === 'masked' && message_value !== null ? maskPayload(message_value) : null,
    headers: view === 'full' ? message_headers : view === 'masked' ? maskHeaders(message_headers) : {},
    state: closed_as ?? 'open',
    closed_at: closed_at?.toISOString() ?? null,
    sent_as: typeof bound === 'object' ? sentAs(bound) : null,
  };
}

function sentAs({ seller_id, event_id, attempts, redriven_at, sent }: Binding): object {
  return {
    seller_id,
    event_id,
    attempts,
    sent_at: redriven_at.toISOString(),
    place: sent === null ? null : `${sent.topic}/${sent.partition}/${sent.offset}`,
  };
}
