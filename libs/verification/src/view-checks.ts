import type { CheckResult, Counterexample } from '@stockproof/evidence';
import { checkOf, counterexample } from './check.js';
import { differenceOf, type Replayed, type ViewRow } from './expected-offer.js';
import { offerKeyOf, type OfferName } from './offers-in-scope.js';
import type { SourceRow } from './sql/read-sources.js';

/** An offer's head when the barrier was set; everything up to it must have arrived everywhere. */
export interface BarrierHead extends OfferName {
  readonly version: number;
}

/**
 * Compares every row of the view with the replay at the row's own version, and every offer of the ledger with
 * the view.
 */
export function viewMatchesReplay(
  view: readonly ViewRow[],
  heads: readonly BarrierHead[],
  replayed: Replayed,
  says: RowRules,
): CheckResult {
  const rows = Map.groupBy(view, offerKeyOf);
  const found: Counterexample[] = [];
  for (const head of heads) {
    if (!rows.has(offerKeyOf(head)))
      found.push(counterexample({ ...head, expected: `version ${head.version}`, found: null }));
  }
  const barrier = new Map(heads.map((head) => [offerKeyOf(head), head.version]));
  for (const [name, same] of rows) {
    const [row] = same;
    if (row === undefined) continue;
    const problem =
      same.length > 1
        ? { expected: 'one row', found: `${same.length} rows` }
        : (rowProblem(row, barrier.get(name) ?? 0, replayed) ?? markProblem(row, says));
    if (problem !== null) found.push(counterexample({ seller_id: row.seller_id, sku: row.sku, ...problem }));
  }
  return checkOf('view_matches_replay', new Set([...rows.keys(), ...barrier.keys()]).size, found);
}

/** Expected values of a row besides its stock. */
export interface RowRules {
  readonly expectedPartition: (sku: string) => number;
  /** The newest record's verdict on an offer, read after the view: a row can be behind it, never ahead. */
  readonly confidence: (
    seller_id: string,
    sku: string,
  ) => { readonly confidence: string; readonly verified_at_ms: number } | undefined;
}

interface Problem {
  readonly expected: string;
  readonly found: string;
  readonly first_differing_version?: number;
}

function rowProblem(row: ViewRow, barrier: number, replayed: Replayed): Problem | null {
  const offer = replayed(row.seller_id, row.sku);
  if (offer === undefined)
    return { expected: 'no row: the ledger does not know the offer', found: `version ${row.version}` };
  if (row.version < barrier) {
    return {
      expected: `version ${barrier}`,
      found: `version ${row.version}`,
      first_differing_version: row.version + 1,
    };
  }
  const state = offer.at(row.version);
  if (state === undefined) {
    const why = offer.fault?.detail ?? `the ledger ends at version ${offer.version}`;
    return { expected: why, found: `version ${row.version}`, first_differing_version: offer.version + 1 };
  }
  const difference = differenceOf(state, row);
  if (difference !== null) return difference;
  if (row.status !== 'current') return { expected: 'current', found: row.status };
  return row.remnant === null ? null : { expected: 'nothing left over', found: row.remnant };
}

function markProblem(row: ViewRow, { expectedPartition, confidence }: RowRules): Problem | null {
  const partition = expectedPartition(row.sku);
  if (row.partition !== partition)
    return { expected: `partition ${partition}`, found: `partition ${row.partition}` };
  if (row.confidence === null && row.verified_at_ms === null) return null;
  const said = confidence(row.seller_id, row.sku);
  const found = `${row.confidence ?? 'nothing'} since ${at(row.verified_at_ms ?? 0)}`;
  if (said === undefined) return { expected: 'no confidence: no record is of this offer', found };
  const ahead = (row.verified_at_ms ?? 0) > said.verified_at_ms;
  const other = row.verified_at_ms === said.verified_at_ms && row.confidence !== said.confidence;
  return ahead || other ? { expected: `${said.confidence} since ${at(said.verified_at_ms)}`, found } : null;
}

/** Checks that no row of the view is ahead of the ledger, in version or in time. */
export function viewNotNewerThanSource(view: readonly ViewRow[], sources: readonly SourceRow[]): CheckResult {
  const bySource = new Map(sources.map((source) => [offerKeyOf(source), source]));
  const found = view.flatMap((row) => {
    const source = bySource.get(offerKeyOf(row));
    const problem = newerThan(row, source);
    return problem === null ? [] : [counterexample({ seller_id: row.seller_id, sku: row.sku, ...problem })];
  });
  return checkOf('projection_event_time_not_newer_than_source', view.length, found);
}

function newerThan(row: ViewRow, source: SourceRow | undefined): { expected: string; found: string } | null {
  if (source === undefined) return { expected: 'no row', found: `version ${row.version}` };
  const { version, newest_event_time, newest_accepted_at } = source;
  if (row.version > version)
    return { expected: `at most version ${version}`, found: `version ${row.version}` };
  const event_time = newest_event_time.getTime();
  const newest = Math.max(row.event_time_ms, row.newest_event_time_ms);
  if (newest > event_time) return { expected: `event_time at most ${at(event_time)}`, found: at(newest) };
  const accepted_at = newest_accepted_at.getTime();
  if (row.accepted_at_ms > accepted_at)
    return { expected: `accepted_at at most ${at(accepted_at)}`, found: at(row.accepted_at_ms) };
  return null;
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
