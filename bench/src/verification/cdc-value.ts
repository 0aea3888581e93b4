import { type FilledRow, REQUEST_HASH, SOURCE_TOPIC } from '../replay/fill-ledger.js';

const COLUMNS = 26;
const FIELDS = ['before', 'after', 'source'].map((field) => ({
  type: 'struct',
  field,
  optional: true,
  fields: Array.from({ length: COLUMNS }, (_, n) => ({
    type: 'string',
    optional: true,
    name: 'io.debezium.time.ZonedTimestamp',
    field: `column_${n}`,
  })),
}));
/** As long as Debezium's for the ledger, where a message has one. */
const SCHEMA = `{"schema":${JSON.stringify({ type: 'struct', fields: FIELDS, name: 'bench.Envelope' })},"payload":`;
const REQUEST_HASH_BASE64 = Buffer.from(REQUEST_HASH, 'hex').toString('base64');

/** The CDC message of a ledger row, as Debezium writes it, with its schema or without (ADR 0068). */
export function cdcValue(row: FilledRow, with_schema = false): string {
  const { quantity } = row;
  const after = {
    seller_id: row.seller_id,
    event_id: row.event_id,
    sku: row.sku,
    version: row.version,
    operation: 'I',
    status: 'accepted',
    quantity,
    requested_quantity: quantity,
    delta_quantity: quantity,
    from_bucket: null,
    from_location: null,
    to_bucket: 'sellable',
    to_location: 'default',
    event_time: zoned(row.event_ms),
    accepted_at: zoned(row.accepted_ms),
    schema_version: 2,
    request_hash: REQUEST_HASH_BASE64,
    reason: null,
    reference: null,
    correlation_id: null,
    causation_id: null,
    traceparent: null,
    source_topic: SOURCE_TOPIC,
    source_partition: 0,
    source_offset: row.index,
    previous_digest: Buffer.from(row.previous_digest, 'hex').toString('base64'),
    chain_digest: Buffer.from(row.chain_digest, 'hex').toString('base64'),
  };
  const source = {
    version: '3.7.0.Final',
    connector: 'postgresql',
    name: 'inventory_source',
    ts_ms: row.accepted_ms,
    snapshot: 'false',
    db: 'inventory',
    sequence: `["${row.index * 400}","${row.index * 400 + 100}"]`,
    schema: 'public',
    table: 'inventory_transaction',
    txId: 1_000 + row.index,
    lsn: row.index * 400 + 100,
    xmin: null,
  };
  const payload = { before: null, after, source, transaction: null, op: 'c', ts_ms: row.accepted_ms + 40 };
  const text = JSON.stringify(payload);
  return with_schema ? `${SCHEMA}${text}}` : text;
}

function zoned(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}
