import { hash } from 'node:crypto';
import { cdcMessage } from './cdc-message.js';

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const REQUEST = 'ab'.repeat(32);

/** What a CDC row is made of; the digest before it in hex, its time in ms since 1970. */
export interface CdcRowFacts {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly previous_digest: string;
  readonly quantity?: number;
  readonly status?: string;
  readonly event_time_ms?: number;
}

/** A CDC message of a receipt as the connector writes it, with the digest (hex) that its content has. */
export function cdcRow(facts: CdcRowFacts): { readonly chain_digest: string; readonly message: Buffer } {
  const { seller_id, sku, version, previous_digest, status = 'accepted' } = facts;
  const { quantity = version, event_time_ms = 1_000 + version } = facts;
  const stock = {
    seller_id,
    sku,
    version,
    event_id: `e${version}`,
    operation: 'I',
    status,
    quantity,
    requested_quantity: quantity,
    delta_quantity: quantity,
    from_bucket: null,
    from_location: null,
    to_bucket: 'sellable',
    to_location: 'default',
  };
  const rest = {
    reason: null,
    reference: null,
    correlation_id: null,
    causation_id: null,
    source_topic: 't',
    source_partition: 0,
    source_offset: version,
  };
  const content = [...Object.values(stock), event_time_ms, 2_000, 2, REQUEST, ...Object.values(rest)];
  const chain_digest = hash(
    'sha256',
    [previous_digest, 'stockproof.ledger.v1', ...content].join('\u001f'),
    'hex',
  );
  const after = {
    ...stock,
    ...rest,
    schema_version: 2,
    request_hash: base64(REQUEST),
    previous_digest: base64(previous_digest),
    chain_digest: base64(chain_digest),
    event_time: new Date(event_time_ms).toISOString(),
    accepted_at: new Date(2_000).toISOString(),
  };
  return { chain_digest, message: cdcMessage({ after, op: 'c' }) };
}
