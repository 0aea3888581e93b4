import { TOPICS } from '@stockproof/events';
import type { Row } from '../postgres/tables.js';
import { messagesOf, PARTITIONS, type Stage } from '../world/stage.js';
import { histories, offerOf, type Violation } from './evidence-of.js';
import { expectedPartition } from './expected-partition.js';

const BUCKETS = ['sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;

/** The sellable units after these rows, as the sum of the movements. */
function foldOf(rows: readonly Row[]): string {
  const totals: Record<string, number> = { sellable: 0, reserved: 0, damaged: 0, return_to_vendor: 0 };
  const places = new Map<string, number>();
  for (const row of rows) {
    for (const [side, sign] of [
      ['from', -1],
      ['to', 1],
    ] as const) {
      const bucket = row[`${side}_bucket`];
      if (bucket === null) continue;
      totals[String(bucket)] = (totals[String(bucket)] ?? 0) + sign * (row['quantity'] as number);
      const place = String(row[`${side}_location`]);
      if (bucket === 'sellable')
        places.set(place, (places.get(place) ?? 0) + sign * (row['quantity'] as number));
    }
  }
  return shown(rows.length, totals, places);
}

function shown(version: number, totals: Row, places: ReadonlyMap<string, number>): string {
  return JSON.stringify([
    version,
    ...BUCKETS.map((name) => totals[name]),
    [...places].sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** I3: the view equals an independent fold of the ledger, for every offer and no other. */
export function viewViolations(stage: Stage): Violation[] {
  const { tables } = stage.databases.view;
  const places = Map.groupBy(tables.table('offer_location_availability').values(), offerOf);
  const rows = new Map([...tables.table('offer_availability').values()].map((row) => [offerOf(row), row]));
  const ledger = histories(stage);
  return [...new Set([...ledger.keys(), ...rows.keys()])].flatMap((offer) => {
    const row = rows.get(offer);
    const at = new Map(
      (places.get(offer) ?? []).map((place) => [String(place['location_id']), place['sellable'] as number]),
    );
    const found =
      row === undefined ? 'no row' : `${String(row['status'])} ${shown(row['version'] as number, row, at)}`;
    const expected = `current ${foldOf(ledger.get(offer) ?? [])}`;
    return found === expected
      ? []
      : [{ invariant: 'I3 view is the fold', what: `${offer}: ${found}, expected ${expected}` }];
  });
}

/**
 * I4 on the topic: an offer's messages are in its expected partition and never go back; equal version and
 * revision means equal bytes; the last message equals the view.
 */
export function publishedViolations(stage: Stage): Violation[] {
  const newest = new Map<string, { readonly place: number; readonly value: string }>();
  const found: Violation[] = [];
  for (const { partition, message } of messagesOf(stage, TOPICS.availability)) {
    if (message.value === null || 'forged' in message.headers) continue;
    const value = message.value.toString('utf8');
    const said = JSON.parse(value) as Row;
    const place = (said['revision'] as number) * 1e9 + (said['version'] as number);
    const before = newest.get(offerOf(said));
    const expected_partition = expectedPartition(String(said['sku']), PARTITIONS);
    if (expected_partition !== partition) found.push({ invariant: 'I4 home partition', what: offerOf(said) });
    if (before !== undefined && place < before.place)
      found.push({ invariant: 'I4 publications rise', what: value });
    if (before?.place === place && before.value !== value)
      found.push({ invariant: 'I4 same bytes', what: value });
    newest.set(offerOf(said), { place, value });
  }
  for (const row of stage.databases.view.tables.table('offer_availability').values()) {
    const last = JSON.parse(newest.get(offerOf(row))?.value ?? '{}') as Row;
    const same = ['version', 'revision', 'stock_on_hand', ...BUCKETS].every(
      (name) => last[name] === row[name],
    );
    if (!same)
      found.push({ invariant: 'I3 topic is the view', what: `${offerOf(row)}: ${JSON.stringify(last)}` });
  }
  return found;
}
