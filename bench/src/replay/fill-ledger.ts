import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BoundClient } from '@stockproof/postgres';
import { from as copyFrom } from 'pg-copy-streams';

const GENESIS = '0'.repeat(64);
const REQUEST_HASH = 'ab'.repeat(32);
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

function* lines(events: number, offers: number): Generator<string> {
  const digests = new Map<number, string>();
  let chunk = '';
  for (let index = 0; index < events; index += 1) {
    const offer = index % offers;
    const { line, digest } = row(index, offer, Math.floor(index / offers) + 1, digests.get(offer) ?? GENESIS);
    digests.set(offer, digest);
    chunk += line;
    if (index % CHUNK === CHUNK - 1) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

function row(
  index: number,
  offer: number,
  version: number,
  previous: string,
): { line: string; digest: string } {
  const [seller, sku, event] = [`seller-${offer % 97}`, `sku-${offer}`, `event-${index}`];
  const quantity = (index % 9) + 1;
  const event_ms = FIRST_MS + index;
  const content = [
    'stockproof.ledger.v1',
    seller,
    sku,
    version,
    event,
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
    event_ms + 7,
    2,
    REQUEST_HASH,
    '',
    '',
    '',
    '',
    'inventory.updates.v1',
    0,
    index,
  ].join('\u001f');
  const digest = hash('sha256', `${previous}\u001f${content}`, 'hex');
  const line = [
    seller,
    event,
    sku,
    version,
    'I',
    'accepted',
    quantity,
    quantity,
    quantity,
    'sellable',
    'default',
    new Date(event_ms).toISOString(),
    new Date(event_ms + 7).toISOString(),
    2,
    `\\\\x${REQUEST_HASH}`,
    'inventory.updates.v1',
    0,
    index,
    `\\\\x${previous}`,
    `\\\\x${digest}`,
  ].join('\t');
  return { line: `${line}\n`, digest };
}
