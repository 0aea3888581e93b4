import { hash } from 'node:crypto';
import type { Row } from '../postgres/tables.js';
import type { Stage } from '../world/stage.js';
import { eventOf, histories, offerOf, type Violation } from './evidence-of.js';

const NOTHING_BEFORE = '0'.repeat(64);
// The digest's columns, independent of CONTENT_COLUMNS on purpose.
const CONTENT = [
  'seller_id',
  'sku',
  'version',
  'event_id',
  'operation',
  'status',
  'quantity',
  'requested_quantity',
  'delta_quantity',
  'from_bucket',
  'from_location',
  'to_bucket',
  'to_location',
  'event_time',
  'accepted_at',
  'schema_version',
  'request_hash',
  'reason',
  'reference',
  'correlation_id',
  'causation_id',
  'source_topic',
  'source_partition',
  'source_offset',
];

/**
 * I2, I4, I5 and I11 on the ledger: versions 1, 2, 3 ..., each row chained to the one before, at most one per
 * event, stock that is the sum of its rows and never negative, heads and buckets that agree.
 */
export function ledgerViolations(stage: Stage): Violation[] {
  const { tables } = stage.databases.ledger;
  const events = new Set<string>();
  const heads = new Map(
    [...tables.table('inventory_stock_on_hand').values()].map((row) => [offerOf(row), row]),
  );
  const buckets = Map.groupBy(tables.table('inventory_bucket').values(), offerOf);
  const found: Violation[] = [];
  for (const [offer, rows] of histories(stage)) {
    found.push(...historyViolations(offer, rows, events));
    found.push(...derivedViolations(offer, rows, heads.get(offer), buckets.get(offer) ?? []));
  }
  return found;
}

function historyViolations(offer: string, rows: readonly Row[], events: Set<string>): Violation[] {
  let previous = NOTHING_BEFORE;
  return rows.flatMap((row, index) => {
    const at = `${offer} version ${String(row['version'])}`;
    const event = eventOf(row);
    const found: Violation[] = [];
    if (row['version'] !== index + 1) found.push({ invariant: 'I4 contiguous versions', what: at });
    if (events.has(event)) found.push({ invariant: 'I2 one effect', what: `${event} is twice` });
    if (row['previous_digest'] !== previous || digestOf(row) !== row['chain_digest'])
      found.push({ invariant: 'I11 chain', what: at });
    events.add(event);
    previous = String(row['chain_digest']);
    return found;
  });
}

function digestOf(row: Row): string {
  const content = CONTENT.map((name) => {
    const value = row[name];
    return value instanceof Date ? value.getTime() : value;
  });
  const text = [row['previous_digest'], 'stockproof.ledger.v1', ...content].join('\u001f');
  return hash('sha256', text, 'hex');
}

/** Units of each bucket at each location, as the sum of the movements. */
function unitsOf(rows: readonly Row[]): { units: Map<string, bigint>; lowest: bigint } {
  const units = new Map<string, bigint>();
  let lowest = 0n;
  for (const row of rows) {
    for (const [side, sign] of [
      ['from', -1n],
      ['to', 1n],
    ] as const) {
      if (row[`${side}_bucket`] === null) continue;
      const place = `${String(row[`${side}_bucket`])}/${String(row[`${side}_location`])}`;
      const now = (units.get(place) ?? 0n) + sign * BigInt(row['quantity'] as number);
      units.set(place, now);
      if (now < lowest) lowest = now;
    }
  }
  return { units, lowest };
}

function derivedViolations(
  offer: string,
  rows: readonly Row[],
  head: Row | undefined,
  buckets: readonly Row[],
): Violation[] {
  const { units, lowest } = unitsOf(rows);
  const total = [...units.values()].reduce((sum, one) => sum + one, 0n);
  const found: Violation[] = [];
  if (lowest < 0n) found.push({ invariant: 'I5 never below zero', what: offer });
  const wrongHead =
    head?.['version'] !== rows.length ||
    BigInt((head?.['stock_on_hand'] as number | undefined) ?? -1) !== total;
  if (wrongHead)
    found.push({
      invariant: 'I2 stock is the sum',
      what: `${offer}: head ${JSON.stringify(head)}, sum ${total}`,
    });
  const stored = new Map(
    buckets.map((row) => [
      `${String(row['bucket_type'])}/${String(row['location_id'])}`,
      BigInt(row['quantity'] as number),
    ]),
  );
  for (const place of new Set([...units.keys(), ...stored.keys()])) {
    if (units.get(place) === stored.get(place)) continue;
    found.push({
      invariant: 'I2 stock is the sum',
      what: `${offer} ${place}: ${stored.get(place)}, sum ${units.get(place)}`,
    });
  }
  return found;
}
