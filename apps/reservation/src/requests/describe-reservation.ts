import { formatUtc } from '@stockproof/events';
import {
  type AskedLine,
  askedLines,
  type AwaitedAnswer,
  awaitedAnswers,
  heldUnitsOf,
  ORDER_ENDED,
  type ReservationState,
} from '@stockproof/reservation-saga';
import type { HistoryAnswer, ReservationAnswer } from './answers.js';
import type { LoadedReservation } from './load-reservation.js';

/** A reservation in the API. */
export function describeReservation(state: ReservationState): ReservationAnswer {
  const { reservation_id, order_id, client, status, requested_at_ms, expires_at_ms, parts } = state;
  const awaited = awaitedAnswers(state);
  const lines = askedLines(state.lines, state.ends_as === null || state.ends_as === 'confirmed');
  // Those that the order failed for.
  const rejected = lines.filter(({ status: now, reason }) => now === 'rejected' && reason !== ORDER_ENDED);
  return {
    reservation_id,
    order_id,
    client,
    status,
    requested_at: formatUtc(requested_at_ms),
    expires_at: formatUtc(expires_at_ms),
    lines: lines.map((line) => describeLine(line, awaited)),
    parts: parts.map((part) => ({
      part_id: part.part_id,
      action: part.action,
      at: formatUtc(part.at_ms),
      lines: part.lines.map((one) => describePartLine(state, one)),
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
  asked: AskedLine,
  awaited: ReadonlyMap<number, AwaitedAnswer>,
): ReservationAnswer['lines'][number] {
  const { lines: _lines, ...facts } = asked;
  const waiting = asked.lines.flatMap((one) => awaited.get(one.line) ?? []);
  const [longest] = waiting.sort((a, b) => a.since_ms - b.since_ms);
  return {
    ...facts,
    awaits: longest?.command ?? null,
    awaits_since: utcOrNull(longest?.since_ms),
    locations: locationsOf(asked),
  };
}

/** A location of which more was taken later is there once more. */
function locationsOf({ lines }: AskedLine): ReservationAnswer['lines'][number]['locations'] {
  return lines.map((line) => {
    const { location_id, quantity, status, fulfilled, released } = line;
    return { location_id, quantity, status, held: heldUnitsOf(line), fulfilled, released };
  });
}

/** The number of a line in the request, and the location that the units were taken from. */
function describePartLine(
  { lines }: ReservationState,
  { line, quantity, status }: ReservationState['parts'][number]['lines'][number],
): ReservationAnswer['parts'][number]['lines'][number] {
  const from = lines.find((one) => one.line === line);
  return { line: from?.of ?? line, location_id: from?.location_id ?? '', quantity, status };
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
