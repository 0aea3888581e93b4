import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BoundClient } from '@stockproof/postgres';
import { from as copyFrom } from 'pg-copy-streams';

const GENESIS = '0'.repeat(64);
/** Of every row, hex. */
export const REQUEST_HASH = 'ab'.repeat(32);
export const SOURCE_TOPIC = 'inventory.updates.v1';
const FIRST_MS = 1_781_000_000_000;
const CHUNK = 2_000;

const COLUMNS = `seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity,
  to_bucket, to_location, event_time, accepted_at, schema_version, request_hash, source_topic, source_partition,
  source_offset, previous_digest, chain_digest`;

const HEADS = `
  INSERT INTO inventory_stock_on_hand (seller_id, sku, stock_on_hand, version, chain_digest, updated_at)
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku,
    sum(delta_quantity) OVER (PARTITION BY seller_id, sku), version, chain_digest, accepted_at
  FROM inventory_transaction ORDER BY seller_id, sku, version DESC`;

const BUCKETS = `
  INSERT INTO inventory_bucket (seller_id, sku, bucket_type, location_id, quantity, updated_at)
  SELECT seller_id, sku, to_bucket, to_location, sum(quantity), max(accepted_at)
  FROM inventory_transaction GROUP BY seller_id, sku, to_bucket, to_location`;

/**
 * Writes a ledger of receipts with complete digest chains, events of all offers in turn, and its derived
 * tables.
 */
export async function fillLedger(url: string, events: number, offers: number): Promise<void> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    await pipeline(
      Readable.from(lines(events, offers)),
      client.query(copyFrom(`COPY inventory_transaction (${COLUMNS}) FROM STDIN`)),
    );
    await client.query(HEADS);
    await client.query(BUCKETS);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** A row of the ledger: a receipt at a place of its own. Times in ms since 1970, digests in hex. */
export interface FilledRow {
  readonly index: number;
  readonly seller_id: string;
  readonly sku: string;
  readonly event_id: string;
  readonly version: number;
  readonly quantity: number;
  readonly event_ms: number;
  readonly accepted_ms: number;
  readonly previous_digest: string;
  readonly chain_digest: string;
}

/** The rows that `fillLedger` writes, in the order of their acceptance: an event of each offer in turn. */
export function* ledgerRows(events: number, offers: number): Generator<FilledRow> {
  const digests = new Map<number, string>();
  for (let index = 0; index < events; index += 1) {
    const offer = index % offers;
    const made = row(index, offer, Math.floor(index / offers) + 1, digests.get(offer) ?? GENESIS);
    digests.set(offer, made.chain_digest);
    yield made;
  }
}

function* lines(events: number, offers: number): Generator<string> {
  let chunk = '';
  for (const made of ledgerRows(events, offers)) {
    chunk += lineOf(made);
    if (made.index % CHUNK === CHUNK - 1) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** The name of an offer by its number. */
export function filledOffer(offer: number): { readonly seller_id: string; readonly sku: string } {
  return { seller_id: `seller-${offer % 97}`, sku: `sku-${offer}` };
}

function row(index: number, offer: number, version: number, previous_digest: string): FilledRow {
  const { seller_id, sku } = filledOffer(offer);
  const event_id = `event-${index}`;
  const quantity = (index % 9) + 1;
  const event_ms = FIRST_MS + index;
  const accepted_ms = event_ms + 7;
  const content = [
    'stockproof.ledger.v1',
    seller_id,
    sku,
    version,
    event_id,
    'I',
    'accepted',
    quantity,
    quantity,
    quantity,
    '',
    '',
    'sellable',
    'default',
    event_ms,
    accepted_ms,
    2,
    REQUEST_HASH,
    '',
    '',
    '',
    '',
    SOURCE_TOPIC,
    0,
    index,
  ].join('\u001f');
  const chain_digest = hash('sha256', `${previous_digest}\u001f${content}`, 'hex');
  return {
    index,
    seller_id,
    sku,
    event_id,
    version,
    quantity,
    event_ms,
    accepted_ms,
    previous_digest,
    chain_digest,
  };
}

function lineOf(made: FilledRow): string {
  const { quantity } = made;
  const fields = [
    made.seller_id,
    made.event_id,
    made.sku,
    made.version,
    'I',
    'accepted',
    quantity,
    quantity,
    quantity,
    'sellable',
    'default',
    new Date(made.event_ms).toISOString(),
    new Date(made.accepted_ms).toISOString(),
    2,
    `\\\\x${REQUEST_HASH}`,
    SOURCE_TOPIC,
    0,
    made.index,
    `\\\\x${made.previous_digest}`,
    `\\\\x${made.chain_digest}`,
  ];
  return `${fields.join('\t')}\n`;
}
