import { queryDatabase, type RunningStack } from '@stockproof/testing';
import { eventName } from '../load/client-log.js';

export interface LedgerRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly status: string;
  readonly operation: string;
  readonly quantity: number;
  readonly requested_quantity: number;
  readonly from_place: string | null;
  readonly to_place: string | null;
}

export interface RefusedRow {
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  readonly operation: string;
  readonly quantity: number;
  readonly reason: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly decided_on_version: number | null;
}

type Units = ReadonlyMap<string, number>;

/**
 * Results that the ledger's rows do not justify: a movement that no client requested, or a refusal that does
 * not follow from the rules and the state of its offer at the version that it names.
 */
export async function unjustifiedOutcomes(
  stack: RunningStack,
  sellers: readonly string[],
  prefix: string,
): Promise<string[]> {
  const rows = await queryDatabase<LedgerRow>(
    stack,
    'inventory',
    `
    SELECT seller_id, sku, version::int, status, operation, quantity::float8, requested_quantity::float8,
      from_bucket || '/' || from_location AS from_place, to_bucket || '/' || to_location AS to_place
    FROM inventory_transaction WHERE seller_id = ANY ($1) AND starts_with(sku, $2) ORDER BY seller_id, sku, version`,
    [sellers, prefix],
  );
  const refused = await queryDatabase<RefusedRow>(
    stack,
    'inventory',
    `
    SELECT seller_id, event_id, sku, operation, quantity::float8, reason, facts, decided_on_version::int FROM inventory_rejection
    WHERE seller_id = ANY ($1) AND starts_with(sku, $2)`,
    [sellers, prefix],
  );
  return unjustified(rows, refused);
}

/** One sentence each; `rows` in version order of their offers. */
export function unjustified(rows: readonly LedgerRow[], refused: readonly RefusedRow[]): string[] {
  const histories = Map.groupBy(rows, ({ seller_id, sku }) => eventName(seller_id, sku));
  const wrong = refused.filter(
    (one) =>
      !isJustified(
        one,
        stateAt(one.decided_on_version, histories.get(eventName(one.seller_id, one.sku)) ?? []),
      ),
  );
  return [
    ...wrong.map(
      ({ seller_id, event_id, operation, quantity, reason, facts, decided_on_version }) =>
        `${seller_id} ${event_id}: ${operation} ${quantity} was refused, ${reason} ${JSON.stringify(facts)}, which version ${decided_on_version} of its offer does not say`,
    ),
    ...rows
      .filter((row) => !doesWhatWasAsked(row))
      .map(
        ({ seller_id, sku, version, status, operation }) =>
          `${seller_id} ${sku} version ${version}: ${status} ${operation} moved what nobody asked for`,
      ),
  ];
}

/** The state of an offer at a version; null if it never had that version. */
function stateAt(version: number | null, rows: readonly LedgerRow[]): Units | null {
  if (version === null || (version !== 0 && !rows.some((row) => row.version === version))) return null;
  const units = new Map<string, number>();
  for (const { from_place, to_place, quantity } of rows.filter((row) => row.version <= version)) {
    if (from_place !== null) units.set(from_place, (units.get(from_place) ?? 0) - quantity);
    if (to_place !== null) units.set(to_place, (units.get(to_place) ?? 0) + quantity);
  }
  return units;
}

function isJustified(
  { operation, quantity, reason, facts, decided_on_version }: RefusedRow,
  units: Units | null,
): boolean {
  if (units === null) return false;
  if (operation !== 'S' && facts['requested'] !== undefined && facts['requested'] !== quantity) return false;
  const there = units.get(`${String(facts['bucket_type'])}/${String(facts['location_id'])}`) ?? 0;
  if (reason === 'insufficient_stock')
    return (
      there === facts['available'] &&
      there < Number(facts['requested']) &&
      Object.entries(facts).every(
        ([name, found]) =>
          !name.startsWith('sellable@') || units.get(`sellable/${name.slice('sellable@'.length)}`) === found,
      )
    );
  if (reason === 'quantity_mismatch')
    return (
      facts['expected'] !== facts['found'] &&
      (facts['found'] === 0 || [...units.values()].includes(Number(facts['found'])))
    );
  if (reason === 'count_too_late')
    return Number(decided_on_version) > Number(facts['later_movements_at_most']);
  if (reason === 'too_many_locations')
    return !places(units).has(facts['location_id']) && places(units).size === facts['locations'];
  const total = [...units.values()].reduce((sum, one) => sum + one, 0);
  return (
    there === facts['present'] &&
    total === facts['stock_on_hand'] &&
    total + Number(facts['added']) > Number.MAX_SAFE_INTEGER
  );
}

function places(units: Units): Set<unknown> {
  return new Set([...units.keys()].map((place) => place.slice(place.indexOf('/') + 1)));
}

/** Only a count computes its quantity; a superseded one and an absorbed movement move nothing. */
function doesWhatWasAsked({ status, operation, quantity, requested_quantity }: LedgerRow): boolean {
  const is_count = operation === 'S' || operation === 'C';
  if (status === 'superseded') return is_count && quantity === 0;
  if (status === 'absorbed') return !is_count && quantity === 0;
  return is_count || quantity === requested_quantity;
}
