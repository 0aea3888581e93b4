import { heldUnitsOf, type LineState, requestedLine } from './line-state.js';
import type { ReservationEvent } from './reservation-events.js';

/** The lines after the units of one of them were allocated: it stays as what was asked, the new ones follow. Pure. */
export function withAllocatedLines(
  lines: readonly LineState[],
  event: Extract<ReservationEvent, { type: 'line_allocated' }>,
): LineState[] {
  const from = lines.find(({ line }) => line === event.line);
  const tries = (from?.tries ?? 0) + 1;
  const of = from?.of ?? event.line;
  return [
    ...lines.map((line) => (line === from ? { ...line, allocated: true } : line)),
    ...event.lines.map((line) => ({ ...requestedLine(line, line.line), of, tries })),
  ];
}

/**
 * The lines that carry the units of a line of the request, in the order in which they were allocated; the line
 * itself if it was not allocated.
 */
export function linesFor(lines: readonly LineState[], asked: number): LineState[] {
  return lines.filter(({ line, of, allocated }) => (of ?? line) === asked && !allocated);
}

/** A line of the request, with what became of its units at all their locations. */
export interface AskedLine extends Pick<
  LineState,
  'line' | 'seller_id' | 'sku' | 'quantity' | 'status' | 'reason' | 'available' | 'fulfilled' | 'released'
> {
  /** Null if its units are at several locations. */
  readonly location_id: string | null;
  readonly held: number;
  /** Where its units are, in the order in which they were allocated; none if it is rejected. */
  readonly lines: readonly LineState[];
}

/** The lines of the request. `confirmed`: how units that went both ways are reported. Pure. */
export function askedLines(lines: readonly LineState[], confirmed: boolean): AskedLine[] {
  return lines.filter(({ of }) => of === null).map((line) => askedLine(lines, line, confirmed));
}

function askedLine(lines: readonly LineState[], asked: LineState, confirmed: boolean): AskedLine {
  const own = linesFor(lines, asked.line);
  const rejected = own.filter(({ status }) => status === 'rejected');
  const placed = own.filter(({ status }) => status !== 'rejected');
  const sum = (units: (line: LineState) => number): number =>
    own.reduce((total, line) => total + units(line), 0);
  const reported = rejected.at(-1) ?? own.find(({ reason }) => reason !== null);
  const { line, seller_id, sku, quantity } = asked;
  return {
    ...{ line, seller_id, sku, quantity },
    location_id: own.length === 1 ? (own[0]?.location_id ?? null) : null,
    status: statusOf(own, confirmed),
    reason: reported?.reason ?? null,
    available: availableTo(reported, placed),
    held: sum(heldUnitsOf),
    fulfilled: sum(({ fulfilled }) => fulfilled),
    released: sum(({ released }) => released),
    lines: placed,
  };
}

/** What the last answer said, and what the line held itself then: it could have been had too. */
function availableTo(reported: LineState | undefined, placed: readonly LineState[]): number | null {
  if (reported?.status !== 'rejected' || reported.available === null) return reported?.available ?? null;
  const own = placed.reduce((sum, { quantity }) => sum + quantity, reported.available);
  return Math.min(own, Number.MAX_SAFE_INTEGER);
}

/** The first of these that a line has; units that are waited for or held come before those that have ended. */
function statusOf(lines: readonly LineState[], confirmed: boolean): LineState['status'] {
  const ended = confirmed ? (['fulfilled', 'released'] as const) : (['released', 'fulfilled'] as const);
  const order = ['rejected', 'requested', 'held', 'failed', ...ended] as const;
  return order.find((status) => lines.some((line) => line.status === status)) ?? 'requested';
}
