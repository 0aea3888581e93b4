import type { SealedMessage } from '@stockproof/sealed-history';
import { hash } from 'node:crypto';

const FIELDS = ['before', 'after', 'source'].map((field) => ({
  type: 'struct',
  field,
  optional: true,
  fields: Array.from({ length: 22 }, (_, n) => ({ type: 'string', optional: true, field: `column_${n}` })),
}));
const PREFIX = `{"schema":${JSON.stringify({ type: 'struct', fields: FIELDS, name: 'bench.Envelope' })},"payload":`;

/** CDC messages of a ledger in Debezium's format, over this many offers, evenly and unsorted. */
export async function* sealedMessages(
  from_offset: number,
  to_offset: number,
  offers: number,
): AsyncIterable<SealedMessage> {
  for (let offset = from_offset; offset < to_offset; offset += 1) {
    const sku = `sku-${(offset * 7_919) % offers}`;
    const digest = hash('sha256', `${offset}`, 'hex');
    const after = {
      event_id: `evt-${offset}`,
      sku,
      seller_id: 'seller-42',
      version: 1,
      quantity: offset % 100,
    };
    const rest = {
      operation: 'I',
      event_time: 1_750_000_000_000 + offset,
      chain_digest: digest,
      note: 'x'.repeat(300),
    };
    const source = {
      version: '3.7.0',
      connector: 'postgresql',
      name: 'bench',
      lsn: offset * 100,
      txId: offset,
    };
    const payload = {
      before: null,
      after: { ...after, ...rest, request_hash: digest },
      source,
      op: 'c',
      ts_ms: offset,
    };
    yield await Promise.resolve({
      partition: 0,
      offset,
      key: Buffer.from(`{"sku":"${sku}"}`),
      value: Buffer.from(`${PREFIX}${JSON.stringify(payload)}}`),
    });
  }
}

/** The offer of a message made above, found without parsing it. */
export function offerOf({
  value,
}: SealedMessage): { readonly sku: string; readonly seller_id: string } | null {
  if (value === null) return null;
  const at = value.indexOf('"sku":"', PREFIX.length) + 7;
  return { sku: value.toString('latin1', at, value.indexOf('"', at)), seller_id: 'seller-42' };
}
