import type { LineState } from './line-state.js';
import type {
  AskedPartLine,
  PartAction,
  PartLine,
  ReservationEvent,
  StockOperation,
} from './reservation-events.js';

/** The operation that carries out a part. */
export const OPERATION_OF: Readonly<Record<PartAction, StockOperation>> = { confirm: 'F', cancel: 'U' };

/**
 * What became of the units of a line in a part. `refused`: the ledger refused what must not fail, and they are
 * still held. `failed`: their command can never take effect.
 */
export type PartLineStatus = 'requested' | 'done' | 'refused' | 'failed';

/** A part of a reservation: units of lines that are confirmed or cancelled before the rest. */
export interface PartState {
  readonly part: number;
  readonly part_id: string;
  readonly action: PartAction;
  /** When it was begun, in ms since the epoch: the time of its commands. */
  readonly at_ms: number;
  /** What the client asked for. */
  readonly asked: readonly AskedPartLine[];
  readonly lines: readonly (PartLine & { readonly status: PartLineStatus })[];
}

interface Parted {
  readonly lines: readonly LineState[];
  readonly parts: readonly PartState[];
}

/** Lines and parts after a part was begun: its units are taken from the rest of their lines. Pure. */
export function withPart(
  state: Parted,
  { part, part_id, action, at_ms, lines, asked = lines }: Extract<ReservationEvent, { type: 'part_begun' }>,
): Parted {
  const taken = (line: LineState): number => lines.find((one) => one.line === line.line)?.quantity ?? 0;
  const begun = lines.map((line) => ({ ...line, status: 'requested' as const }));
  return {
    parts: [...state.parts, { part, part_id, action, at_ms, asked, lines: begun }],
    lines: state.lines.map((line) => ({ ...line, parted: line.parted + taken(line) })),
  };
}

/** The parts with another status of one line in one part, and the units of it. Pure. */
export function withPartLine(
  parts: readonly PartState[],
  line: number,
  part: number,
  status: PartLineStatus,
): { readonly parts: readonly PartState[]; readonly quantity: number } {
  const found = parts.find((one) => one.part === part)?.lines.find((one) => one.line === line);
  return {
    quantity: found?.quantity ?? 0,
    parts: parts.map((one) =>
      one.part === part
        ? { ...one, lines: one.lines.map((of) => (of.line === line ? { ...of, status } : of)) }
        : one,
    ),
  };
}

/** Whether the ledger has decided every command of a part. */
export function isPartDecided({ lines }: PartState): boolean {
  return lines.every(({ status }) => status !== 'requested');
}
