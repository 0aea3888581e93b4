import type { Queryable } from '@stockproof/postgres';
import type { RecordPosition } from './find-dead-letter.js';

const SQL = `
  SELECT source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id, sku, quarantined_at,
    message_key, key_bytes, message_value, value_bytes, encode(value_digest, 'hex') AS value_digest, digest_of, held, message_headers
  FROM quarantine WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

interface Row extends Readonly<Record<string, unknown>> {
  readonly message_key: Buffer | null;
  readonly message_value: Buffer | null;
  readonly message_headers: object;
}

/** A quarantined message as it is kept, its bytes in base64: they need not be text. */
export async function readDeadLetter(
  ledger: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<object | undefined> {
  const [row] = (
    await ledger.query<Row>({ name: 'read-letter', text: SQL, values: [topic, partition, offset] })
  ).rows;
  if (row === undefined) return undefined;
  const { message_key, message_value, message_headers: headers, ...deadLetter } = row;
  return {
    ...deadLetter,
    key_base64: message_key?.toString('base64') ?? null,
    value_base64: message_value?.toString('base64') ?? null,
    headers,
  };
}
