import { linesFor } from './allocated-lines.js';
import { type LineState, restOf } from './line-state.js';
import type { AskedPartLine, PartLine } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';

/** What cannot be taken, and what is left of it. */
export interface TooMuch {
  readonly too_much: AskedPartLine;
  readonly left: number;
}

/**
 * Takes units out of lines of the request. Of a line that was allocated over several locations they come from
 * these in the order in which it was allocated, or from the one that is named. Sorted by line. Pure.
 */
export function unitsOfPart(
  { lines }: Pick<ReservationState, 'lines'>,
  asked: readonly AskedPartLine[],
): { readonly lines: readonly PartLine[] } | TooMuch {
  const taken = new Map<number, number>();
  for (const too_much of asked) {
    const { line, quantity, location_id } = too_much;
    let wanted = quantity;
    for (const from of linesFor(lines, line)) {
      if (location_id !== undefined && from.location_id !== location_id) continue;
      const before = taken.get(from.line) ?? 0;
      const units = Math.min(wanted, leftOf(from) - before);
      if (units > 0) taken.set(from.line, before + units);
      wanted -= units;
    }
    if (wanted > 0) return { too_much, left: quantity - wanted };
  }
  const found = [...taken].map(([line, quantity]) => ({ line, quantity }));
  return { lines: found.sort((a, b) => a.line - b.line) };
}

function leftOf(found: LineState): number {
  return found.status === 'held' ? restOf(found) : 0;
}
