import { createHmac } from 'node:crypto';
import type { Counterexample } from '@stockproof/evidence';
import { counterexample } from '../check.js';
import { offerKeyOf, type OfferName } from '../offers-in-scope.js';
import type { CommandRow, SagaLine } from './rows.js';

const RESERVATION = /^rsv\.[0-9a-f]+\.[0-9]+\.[RUF]\.(.+)$/su;
const STEPS = { R: 'held_at', U: 'released_at', F: 'fulfilled_at' } as const;

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
      .flatMap((line) => Object.keys(STEPS).map((operation) => [idOf(line, operation), line] as const)),
  );
  const matched: MatchedRow[] = [];
  const found: Counterexample[] = [];
  const byId = new Map<string, CommandRow>();
  const untrusted = new Set<string>();
  for (const row of rows) {
    const found_saga = row.commanded ? asked.get(row.event_id) : undefined;
    const saga =
      found_saga !== undefined && row.event_id === idOf(found_saga, row.operation) ? found_saga : undefined;
    const old = row.version <= (barrier.get(offerKeyOf(row)) ?? 0);
    const problem =
      saga === undefined ? (old ? 'no reservation asked for it' : null) : rowProblem(row, saga, old);
    if (problem !== null) {
      found.push(reported(row, `${row.operation} of ${row.quantity} in ${row.event_id}`, problem));
      untrusted.add(saga?.reservation_id ?? RESERVATION.exec(row.event_id)?.[1] ?? '');
    }
    matched.push({
      row,
      as:
        saga === undefined
          ? old
            ? 'orphan'
            : 'ahead'
          : stepsOf(saga, row.operation).includes(row.version)
            ? 'applied'
            : 'ahead',
    });
    if (saga !== undefined) byId.set(row.event_id, row);
  }
  const scoped = lines.filter(wanted);
  for (const line of scoped) {
    const problems = lineProblems(line, byId);
    found.push(...problems);
    if (problems.length > 0) untrusted.add(line.reservation_id);
  }
  return { rows: matched, found, compared: rows.length + scoped.length, untrusted };
}

function rowProblem(row: CommandRow, saga: SagaLine, old: boolean): string | null {
  const { seller_id, sku, location_id, quantity } = saga;
  if (
    seller_id !== row.seller_id ||
    sku !== row.sku ||
    location_id !== row.location_id ||
    quantity !== row.quantity
  ) {
    return `${String(quantity)} of ${seller_id} ${sku} at ${location_id} were asked for`;
  }
  const steps = stepsOf(saga, row.operation);
  if (steps.length === 0) return old ? 'its reservation never known it' : null;
  return steps.length === 1 && steps[0] === row.version
    ? null
    : `its reservation names version ${steps.join(', ')}`;
}

/** Steps that are not in the ledger, and decisions that exclude each other. */
function lineProblems(line: SagaLine, rows: ReadonlyMap<string, CommandRow>): Counterexample[] {
  const what = `line ${line.line} of ${line.reservation_id}`;
  const unknown = Object.keys(STEPS).filter(
    (operation) => stepsOf(line, operation).length > 0 && !rows.has(idOf(line, operation)),
  );
  const both = line.rejected > 0 && (line.held_at.length > 0 || rows.has(idOf(line, 'R')));
  const ended = line.released_at.length + line.fulfilled_at.length;
  return [
    ...unknown.map((operation) =>
      reported(line, 'no step: the ledger did not decide it', `${what}: ${operation}`),
    ),
    ...(both ? [reported(line, 'held or rejected', `${what}: both`)] : []),
    ...(ended > 1 || line.rejected > 1 || (ended === 1 && line.held_at.length === 0)
      ? [reported(line, 'one ending of what was held', `${what}: another`)]
      : []),
  ];
}

function stepsOf(line: SagaLine, operation: string): readonly unknown[] {
  return operation in STEPS ? line[STEPS[operation as keyof typeof STEPS]] : [];
}

/**
 * The command id by ADR 0038, implemented independently: the nonce itself for old reservations, otherwise an
 * HMAC with the reservation's secret.
 */
function idOf({ reservation_id, nonce, line }: SagaLine, operation: string): string {
  const step = `${line}.${operation}.${reservation_id}`;
  if (nonce === null) return '';
  const tag =
    nonce.length === 16
      ? nonce
      : createHmac('sha256', Buffer.from(nonce, 'hex')).update(step).digest('hex').slice(0, 32);
  return `rsv.${tag}.${step}`;
}

function reported({ seller_id, sku }: OfferName, expected: string, found: string): Counterexample {
  return counterexample({ seller_id, sku, expected, found });
}
