import type { Counterexample } from '@stockproof/evidence';
import { counterexample } from '../check.js';
import { offerKeyOf, type OfferName } from '../offers-in-scope.js';
import type { CommandRow, SagaLine } from './rows.js';
import { allocationProblems } from './allocation-problems.js';
import { type SagaStep, stepsOfLine } from './saga-steps.js';

const RESERVATION = /^rsv\.[0-9a-f]+\.[0-9]+\.[RUF][0-9]*\.(.+)$/su;

/** A row of the ledger, compared with the histories of the reservations. */
export interface MatchedRow {
  readonly row: CommandRow;
  /**
   * A history names it; or it is younger than the barrier and may be on its way; or no reservation asked for
   * it (an orphan).
   */
  readonly as: 'applied' | 'ahead' | 'orphan';
}

/** The differences between movements of reserved stock and the lines of reservations. */
export interface Matched {
  readonly rows: readonly MatchedRow[];
  readonly found: readonly Counterexample[];
  readonly compared: number;
  /** Reservations whose history contradicts the ledger. */
  readonly untrusted: ReadonlySet<string>;
}

/**
 * Compares every movement of reserved stock with the histories, and every step of the histories with the
 * ledger. Up to the barrier all must have been received; younger ones may be on their way, and no clock
 * decides when it is too late.
 */
export function matchCommands(
  rows: readonly CommandRow[],
  lines: readonly SagaLine[],
  barrier: ReadonlyMap<string, number>,
  wanted: (offer: OfferName) => boolean,
): Matched {
  const asked = new Map(
    lines
      .filter(({ nonce }) => nonce !== null)
      .flatMap((line) => stepsOfLine(line).map((step) => [step.event_id, step] as const)),
  );
  const matched: MatchedRow[] = [];
  const found: Counterexample[] = [];
  const byId = new Map<string, CommandRow>();
  const untrusted = new Set<string>();
  for (const row of rows) {
    const named = row.commanded ? asked.get(row.event_id) : undefined;
    const step = named?.operation === row.operation ? named : undefined;
    const old = row.version <= (barrier.get(offerKeyOf(row)) ?? 0);
    const problem =
      step === undefined ? (old ? 'no reservation asked for it' : null) : rowProblem(row, step, old);
    if (problem !== null) {
      found.push(reported(row, `${row.operation} of ${row.quantity} in ${row.event_id}`, problem));
      untrusted.add(step?.line.reservation_id ?? RESERVATION.exec(row.event_id)?.[1] ?? '');
    }
    matched.push({
      row,
      as:
        step === undefined
          ? old
            ? 'orphan'
            : 'ahead'
          : step.decided_at.includes(row.version)
            ? 'applied'
            : 'ahead',
    });
    if (step !== undefined) byId.set(row.event_id, row);
  }
  const scoped = lines.filter(wanted);
  for (const line of scoped) {
    const problems = lineProblems(line, byId);
    found.push(...problems);
    if (problems.length > 0) untrusted.add(line.reservation_id);
  }
  for (const [line, problem] of allocationProblems(scoped)) {
    found.push(problem);
    untrusted.add(line.reservation_id);
  }
  return { rows: matched, found, compared: rows.length + scoped.length, untrusted };
}

function rowProblem(
  row: CommandRow,
  { line: { seller_id, sku, location_id }, quantity, decided_at }: SagaStep,
  old: boolean,
): string | null {
  if (
    seller_id !== row.seller_id ||
    sku !== row.sku ||
    location_id !== row.location_id ||
    quantity !== row.quantity
  ) {
    return `${String(quantity)} of ${seller_id} ${sku} at ${location_id} were asked for`;
  }
  if (decided_at.length === 0) return old ? 'its reservation never known it' : null;
  return decided_at.length === 1 && decided_at[0] === row.version
    ? null
    : `its reservation names version ${decided_at.join(', ')}`;
}

/** Steps that are not in the ledger, and decisions that exclude each other. */
function lineProblems(line: SagaLine, rows: ReadonlyMap<string, CommandRow>): Counterexample[] {
  const what = `line ${line.line} of ${line.reservation_id}`;
  const steps = stepsOfLine(line);
  const unknown = steps.filter(({ decided_at, event_id }) => decided_at.length > 0 && !rows.has(event_id));
  const held = rows.has(steps.find(({ operation }) => operation === 'R')?.event_id ?? '');
  const both = line.rejected > 0 && (line.held_at.length > 0 || held);
  const part_without_hold =
    line.held_at.length === 0 && line.parts.some(({ decided_at }) => decided_at.length > 0);
  const ended = line.released_at.length + line.fulfilled_at.length;
  return [
    ...unknown.map(({ operation, part }) =>
      reported(line, 'no step: the ledger did not decide it', `${what}: ${operation}${part ?? ''}`),
    ),
    ...(both ? [reported(line, 'held or rejected', `${what}: both`)] : []),
    ...(ended > 1 || line.rejected > 1 || (ended === 1 && line.held_at.length === 0) || part_without_hold
      ? [reported(line, 'one ending of what was held', `${what}: another`)]
      : []),
  ];
}

function reported({ seller_id, sku }: OfferName, expected: string, found: string): Counterexample {
  return counterexample({ seller_id, sku, expected, found });
}
