import type { CheckResult, Counterexample } from '@stockproof/evidence';
import { checkOf, counterexample } from '../check.js';
import type { OfferName } from '../offers-in-scope.js';
import type { ReservationRow, ReservationRowLine } from './rows.js';

/** The replay's result for one reservation: its row, or why its history could not be folded. */
export type ReplayedReservation = { readonly row: ReservationRow } | { readonly fault: string };

type Field = Exclude<keyof ReservationRow, 'reservation_id' | 'lines'>;

/** Every column is compared: one that is added to the row does not compile until it is here. */
const FIELDS = Object.keys({
  order_id: true,
  client: true,
  status: true,
  version: true,
  requested_at_ms: true,
  expires_at_ms: true,
  attempts: true,
  next_step_at_ms: true,
  stuck: true,
  units: true,
} satisfies Record<Field, true>) as Field[];
const LINE_FIELDS = ['seller_id', 'sku', 'location_id', 'quantity', 'status', 'reason', 'available'] as const;

/**
 * Compares every row of the read model with the replay, and every history with the rows. Also returns the
 * reservations that are wrong.
 */
export function reservationsMatchReplay(
  view: readonly ReservationRow[],
  replayed: ReadonlyMap<string, ReplayedReservation>,
): { readonly check: CheckResult; readonly wrong: ReadonlySet<string> } {
  const rows = Map.groupBy(view, ({ reservation_id }) => reservation_id);
  const ids = new Set([...rows.keys(), ...replayed.keys()]);
  const wrong = new Set<string>();
  const found = [...ids].flatMap((id) => {
    const made = replayed.get(id);
    const same = rows.get(id) ?? [];
    const problem = problemOf(made, same);
    const offers = offersOf([...same, ...(made !== undefined && 'row' in made ? [made.row] : [])]);
    if (problem === null) return [];
    wrong.add(id);
    return counterexamplesOf(offers, problem);
  });
  return { check: checkOf('view_matches_replay', ids.size, found), wrong };
}

interface Difference {
  readonly expected: string;
  readonly found: string;
}

function problemOf(
  made: ReplayedReservation | undefined,
  same: readonly ReservationRow[],
): Difference | null {
  const [row] = same;
  const id = row?.reservation_id ?? '';
  if (made === undefined) return { expected: `${id} has no history`, found: 'a row' };
  if ('fault' in made) return { expected: 'a history that can be folded', found: made.fault };
  if (row === undefined) return { expected: `a row of ${made.row.reservation_id}`, found: 'nothing' };
  if (same.length > 1) return { expected: `one row of ${id}`, found: `${same.length} rows` };
  return differenceOf(made.row, row);
}

function differenceOf(expected: ReservationRow, found: ReservationRow): Difference | null {
  const parts = FIELDS.filter((name) => expected[name] !== found[name]).map((name) => ({
    name,
    is: expected[name],
    was: found[name],
  }));
  const lines = linesThatDiffer(expected.lines, found.lines);
  if (parts.length + lines.length === 0) return null;
  const say = (pick: 'is' | 'was'): string =>
    [
      expected.reservation_id,
      ...parts.map((one) => `${one.name} ${String(one[pick])}`),
      ...lines.map((one) => one[pick]),
    ].join(', ');
  return { expected: say('is'), found: say('was') };
}

function linesThatDiffer(
  expected: readonly ReservationRowLine[],
  found: readonly ReservationRowLine[],
): { is: string; was: string }[] {
  const numbers = new Set([...expected, ...found].map(({ line }) => line));
  return [...numbers].flatMap((number) => {
    const [one, more] = [expected, found].map((lines) => lines.filter(({ line }) => line === number));
    const [is, was] = [sayLines(one ?? []), sayLines(more ?? [])];
    return is === was ? [] : [{ is: `line ${number}: ${is}`, was: `line ${number}: ${was}` }];
  });
}

function sayLines(lines: readonly ReservationRowLine[]): string {
  return (
    lines.map((line) => LINE_FIELDS.map((name) => String(line[name])).join(' ')).join(' and ') || 'nothing'
  );
}

function offersOf(rows: readonly ReservationRow[]): OfferName[] {
  return rows.flatMap(({ lines }) => lines.map(({ seller_id, sku }) => ({ seller_id, sku })));
}

/** One counterexample for each affected offer; one without an offer if none is known. */
export function counterexamplesOf(offers: readonly OfferName[], what: Difference): Counterexample[] {
  const distinct = new Map(offers.map((offer) => [`${offer.seller_id}\u001f${offer.sku}`, offer]));
  if (distinct.size === 0) return [counterexample({ seller_id: null, sku: null, ...what })];
  return [...distinct.values()].map(({ seller_id, sku }) => counterexample({ seller_id, sku, ...what }));
}
