import type pg from 'pg';
import { availabilityKey } from '@stockproof/events';
import type { PublishedTail } from './published-tail.js';

const LEDGER = `
  SELECT seller_id, sku, max(version)::int AS version, sum(delta_quantity)::bigint::text AS stock_on_hand
  FROM inventory_transaction WHERE starts_with(sku, $1) GROUP BY seller_id, sku`;

const VIEW = `
  SELECT seller_id, sku, version::int, stock_on_hand::text, sellable::text, status
  FROM offer_availability WHERE starts_with(sku, $1)`;

const EVENTS =
  'SELECT seller_id, event_id, sku, version::int FROM inventory_transaction WHERE starts_with(sku, $1)';

interface Offer {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly stock_on_hand: string;
}

export interface Parity {
  readonly offers: number;
  /** One sentence per difference. */
  readonly differences: readonly string[];
}

export interface LedgerEvent {
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  readonly version: number;
}

/** Compares ledger, view and topic for the offers of one run. */
export async function compare(
  inventory: pg.Client,
  availability: pg.Client,
  tail: PublishedTail,
  prefix: string,
): Promise<Parity> {
  const [ledger, view] = await Promise.all([
    inventory.query<Offer>(LEDGER, [prefix]),
    availability.query<Offer & { sellable: string; status: string }>(VIEW, [prefix]),
  ]);
  const shown = new Map(view.rows.map((row) => [availabilityKey(row.sku, row.seller_id), row]));
  const differences = ledger.rows.flatMap((row) => {
    const key = availabilityKey(row.sku, row.seller_id);
    return differencesOf(row, shown.get(key), tail.offers.get(key)?.at(-1)?.value);
  });
  if (view.rows.length !== ledger.rows.length) {
    differences.push(`the ledger has ${ledger.rows.length} offers, the view ${view.rows.length}`);
  }
  return { offers: ledger.rows.length, differences };
}

function differencesOf(
  ledger: Offer,
  view: (Offer & { sellable: string; status: string }) | undefined,
  published: string | undefined,
): string[] {
  const name = `${ledger.seller_id} ${ledger.sku}`;
  if (view === undefined) return [`${name} is not in the view`];
  if (published === undefined) return [`${name} is not on the topic`];
  const message = JSON.parse(published) as { version: number; stock_on_hand: number; sellable: number };
  const reported = [ledger.version, ledger.stock_on_hand].join();
  const shown = [view.version, view.stock_on_hand].join();
  const sent = [message.version, message.stock_on_hand].join();
  return [
    ...(reported === shown ? [] : [`${name}: ledger ${reported}, view ${shown}`]),
    ...(shown === sent ? [] : [`${name}: view ${shown}, topic ${sent}`]),
    ...(view.sellable === String(message.sellable)
      ? []
      : [`${name}: sellable ${view.sellable}, topic ${message.sellable}`]),
    ...(view.status === 'current' ? [] : [`${name} is ${view.status}`]),
  ];
}

export async function ledgerEvents(inventory: pg.Client, prefix: string): Promise<LedgerEvent[]> {
  return (await inventory.query<LedgerEvent>(EVENTS, [prefix])).rows;
}
