import { formatUtc } from '@stockproof/events';
import {
  type AwaitedAnswer,
  awaitedAnswers,
  heldUnitsOf,
  type LineState,
  type ReservationState,
} from '@stockproof/reservation-saga';
import type { HistoryAnswer, ReservationAnswer } from './answers.js';
import type { LoadedReservation } from './load-reservation.js';

/** A reservation in the API. */
export function describeReservation(state: ReservationState): ReservationAnswer {
  const { reservation_id, order_id, client, status, requested_at_ms, expires_at_ms, lines, parts } = state;
  const awaited = awaitedAnswers(state);
  const rejected = lines.filter((line) => line.status === 'rejected');
  return {
    reservation_id,
    order_id,
    client,
    status,
    requested_at: formatUtc(requested_at_ms),
    expires_at: formatUtc(expires_at_ms),
    lines: lines.map((line) => describeLine(line, awaited.get(line.line))),
    parts: parts.map((part) => ({
      part_id: part.part_id,
      action: part.action,
      at: formatUtc(part.at_ms),
      lines: part.lines.map((one) => ({ line: one.line, quantity: one.quantity, status: one.status })),
    })),
    ...(rejected.length === 0
      ? {}
      : {
          rejected_lines: rejected.map(({ line, seller_id, sku, quantity, reason, available }) => ({
            line,
            seller_id,
            sku,
            quantity,
            reason,
            available,
          })),
        }),
  };
}

function describeLine(
  line: LineState,
  awaited: AwaitedAnswer | undefined,
): ReservationAnswer['lines'][number] {
  const { seller_id, sku, quantity, location_id, status, fulfilled, released, reason, available } = line;
  return {
    ...{ line: line.line, seller_id, sku, quantity, location_id, status },
    ...{ held: heldUnitsOf(line), fulfilled, released, reason, available },
    awaits: awaited?.command ?? null,
    awaits_since: utcOrNull(awaited?.since_ms),
  };
}

function utcOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatUtc(ms);
}

/** A reservation in the API with its steps, in order. */
export function describeWithHistory({
  state,
  history,
}: Pick<LoadedReservation, 'state' | 'history'>): HistoryAnswer {
  return {
    ...describeReservation(state),
    history: history.map(({ version, event, recorded_at, causation_id }) => {
      const { type, ...data } = event;
      return { version, type, at: recorded_at.toISOString(), caused_by: causation_id, ...dataOf(data) };
    }),
  };
}

/**
 * The nonce is removed, because with it anybody could compute the ids of commands. `version` is that of the
 * step; the offer's version is `offer_version`.
 */
function dataOf(data: Readonly<Record<string, unknown>>): object {
  const { nonce: _nonce, version: offer_version, ...reported } = data;
  return { ...reported, ...(offer_version === undefined ? {} : { offer_version }) };
}
