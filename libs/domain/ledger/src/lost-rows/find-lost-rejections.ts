import type { AppendedRow } from '@stockproof/events';
import { sourceKind } from '../classify-delivery.js';
import { decide } from '../decide.js';
import type { LaterRow } from '../later-movements.js';
import type { OfferState } from '../offer-state.js';
import type {
  RejectionMessage,
  LostRejection,
  LostRowFacts,
  LostRowFault,
  LostRowRefusal,
  LostRows,
} from './lost-row.js';

/**
 * Adds to the lost rows of an offer the rejections that a restore lost with them, from messages of the topic of
 * rejections: in any order, repeatedly, also those that the restored database has. Returns the first fault instead, if a
 * message is not there as the rejection says, or the rules reject it so in no state that it can have met. Pure; never throws.
 */
export function findLostRejections(
  lost: LostRows,
  messages: readonly RejectionMessage[],
  facts: LostRowFacts,
): LostRows | LostRowRefusal {
  const { seller_id, sku, state } = lost.offer;
  const events = new Set(lost.rows.map((row) => eventOf(row)));
  const states = [state, ...lost.states];
  const found = new Map<string, LostRejection>();
  const since = messages
    .filter((one) => one.source_offset >= facts.nextOffset(one.source_topic, one.source_partition))
    .sort((a, b) => a.source_offset - b.source_offset);
  for (const rejection of since) {
    const refusal = (fault: LostRowFault): LostRowRefusal => ({
      seller_id,
      sku,
      version: state.version + lost.rows.length,
      fault,
    });
    const event = eventOf(rejection);
    const known = found.get(event);
    // Published again, byte for byte.
    if (known !== undefined && textOf(known) === textOf(rejection)) continue;
    if (known !== undefined || events.has(event)) return refusal('event_twice');
    const proven = prove(rejection, lost, states, facts);
    if (typeof proven === 'string') return refusal(proven);
    found.set(event, proven);
  }
  return { ...lost, rejections: [...found.values()] };
}

/** The rejection with its message's hash and the first state that explains it; otherwise why it is none. */
function prove(
  rejection: RejectionMessage,
  { offer, rows }: LostRows,
  states: readonly OfferState[],
  { request }: LostRowFacts,
): LostRejection | LostRowFault {
  const asked = request(rejection);
  if (asked === null) return 'other_request';
  const { update, request_hash } = asked;
  const named =
    update.seller_id === rejection.seller_id &&
    update.sku === rejection.sku &&
    update.event_id === rejection.event_id &&
    update.operation === rejection.operation &&
    update.quantity === rejection.quantity &&
    update.event_time_ms === rejection.event_time_ms;
  if (!named) return 'other_request';
  const rejectedSo = (state: OfferState, later: readonly LaterRow[]): boolean => {
    // A late movement that is absorbed is never rejected.
    const accepted_at_ms = rejection.rejected_at_ms;
    const decision = decide(state, update, { accepted_at_ms, late_movements: 'apply', later });
    return (
      decision.outcome === 'rejected' &&
      decision.reason === rejection.reason &&
      factsText(decision.facts) === factsText(rejection.facts)
    );
  };
  const decided_on = statesMet(rejection, rows, states).find((state) => {
    // As a count of before counts kept later movements, and as any other update.
    if (rejectedSo(state, [])) return true;
    const later = rows.slice(0, state.version - offer.state.version);
    return update.operation === 'S' && rejectedSo(state, [...offer.later, ...later]);
  });
  return decided_on === undefined
    ? 'other_decision'
    : { ...rejection, request_hash, decided_on_version: decided_on.version };
}

/**
 * The states that a message can have met: after every row of its partition that was read before it, and before every one
 * that was read after it. Rows of the other topic can be on either side.
 */
function statesMet(
  { source_topic, source_partition, source_offset }: RejectionMessage,
  rows: readonly AppendedRow[],
  states: readonly OfferState[],
): readonly OfferState[] {
  const beside = rows
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => row.source_topic === source_topic && row.source_partition === source_partition);
  const before = beside.filter(({ row }) => row.source_offset < source_offset).at(-1);
  const after = beside.find(({ row }) => row.source_offset > source_offset);
  return states.slice(
    before === undefined ? 0 : before.at + 1,
    after === undefined ? undefined : after.at + 1,
  );
}

function eventOf({ operation, event_id }: Pick<AppendedRow, 'operation' | 'event_id'>): string {
  return `${sourceKind(operation)} ${event_id}`;
}

/** The facts of a rejection as one text, whatever the order of their names. */
export function factsText(facts: RejectionMessage['facts']): string {
  return JSON.stringify(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a rejection says, apart from what is computed for it. */
function textOf({ facts, ...one }: RejectionMessage): string {
  const { event_id, reason, rejected_at_ms, source_topic, source_partition, source_offset } = one;
  return JSON.stringify([
    event_id,
    reason,
    rejected_at_ms,
    source_topic,
    source_partition,
    source_offset,
    factsText(facts),
  ]);
}
