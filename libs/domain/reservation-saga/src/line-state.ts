import type { OrderLine, StockOperation } from './reservation-events.js';

/** `failed`: its command was not applied and never will be; `reason` says why. */
export type LineStatus = 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released' | 'failed';

/** A line with what became of it. `line` counts from 1 in the order of the request; allocated lines follow. */
export interface LineState extends OrderLine {
  readonly line: number;
  readonly status: LineStatus;
  /** Why it was rejected or failed, and the units that were available then; null otherwise. */
  readonly reason: string | null;
  readonly available: number | null;
  /** The step that the ledger refused although it must not fail; null normally. */
  readonly refused: StockOperation | null;
  /** Units of these ends so far; at most `quantity` together. */
  readonly fulfilled: number;
  readonly released: number;
  readonly failed: number;
  /** Units that parts have taken, without those that were refused while the reservation was held. */
  readonly parted: number;
  /** Whether the ledger has decided the command of everything that no part had taken. */
  readonly rest_ended: boolean;
  /** The line of the request whose units these are; null for a line of the request itself. */
  readonly of: number | null;
  /** How often these units had been allocated when the line was made. */
  readonly tries: number;
  /** Whether its units are asked for by other lines: it holds nothing and says nothing about the end. */
  readonly allocated: boolean;
}

/** A line that was just requested. Pure. */
export function requestedLine(line: OrderLine, number: number): LineState {
  return {
    ...line,
    line: number,
    ...{ status: 'requested', reason: null, available: null, refused: null },
    ...{ fulfilled: 0, released: 0, failed: 0, parted: 0, rest_ended: false },
    ...{ of: null, tries: 0, allocated: false },
  };
}

/**
 * Units of a line that no part has taken: what a part may still take while the reservation is held, and what
 * the command of the whole line moves. It does not change once the reservation is confirmed or cancelled, so
 * that a command that is sent again is the same.
 */
export function restOf({ quantity, parted }: Pick<LineState, 'quantity' | 'parted'>): number {
  return quantity - parted;
}

/** Units of a line that the ledger holds for it, in parts that have no answer yet too. */
export function heldUnitsOf(line: LineState): number {
  return line.status === 'held' ? line.quantity - line.fulfilled - line.released - line.failed : 0;
}

/** The line after units of it have left the hold; with the last of them it has the status of these. Pure. */
export function withEndedUnits(
  line: LineState,
  as: 'fulfilled' | 'released' | 'failed',
  quantity: number,
): LineState {
  const after = { ...line, [as]: line[as] + quantity };
  if (after.fulfilled + after.released + after.failed < after.quantity) return after;
  return { ...after, status: after.failed > 0 ? 'failed' : as };
}
