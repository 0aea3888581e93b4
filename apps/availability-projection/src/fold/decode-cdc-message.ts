import { type ChangeReader, type Change } from '@stockproof/cdc';
import type { ConsumedMessage } from '@stockproof/kafka';
import { skuPartition } from '@stockproof/events';
import { type LedgerChange, readLedgerChange } from './ledger-change.js';
import type { Anomaly } from '../view/view.js';

/** A decoded CDC event: an inserted ledger row of this partition, or an anomaly. */
export type CdcMessage =
  | { readonly kind: 'inserted'; readonly offset: number; readonly change: LedgerChange }
  | { readonly kind: 'anomaly'; readonly offset: number; readonly anomaly: Anomaly };

/** Decodes one message of the ledger's CDC topic. Throws LedgerColumnError if the table has lost a column. */
export function decodeCdcMessage(
  reader: ChangeReader,
  message: ConsumedMessage,
  partition: number,
  partitions: number,
): CdcMessage {
  const { offset } = message;
  const read = reader.read(message.value);
  if (read.kind !== 'change' || read.after === null || !'cr'.includes(read.op)) {
    return { kind: 'anomaly', offset, anomaly: unexpected(read, offset) };
  }
  const change = readLedgerChange(read.after);
  const expected_partition = skuPartition(change.sku, partitions);
  if (expected_partition === partition) return { kind: 'inserted', offset, change };
  const detail = `sku belongs to partition ${expected_partition}`;
  const found = {
    ...NOTHING_KNOWN,
    seller_id: change.seller_id,
    sku: change.sku,
    found_version: change.version,
  };
  return {
    kind: 'anomaly',
    offset,
    anomaly: { ...found, source_offset: offset, kind: 'wrong_partition', detail },
  };
}

const NOTHING_KNOWN = { seller_id: null, sku: null, expected_version: null, found_version: null } as const;

/** The ledger is insert-only, so any other operation means tampering or a foreign producer. */
function unexpected(read: Change, source_offset: number): Anomaly {
  const base = { ...NOTHING_KNOWN, source_offset };
  if (read.kind === 'unreadable') return { ...base, kind: 'unreadable', detail: read.reason };
  if (read.kind === 'tombstone') return { ...base, kind: 'unexpected_message', detail: 'tombstone' };
  const { seller_id, sku } = idsOf(read);
  switch (read.op) {
    case 'u':
      return { ...base, seller_id, sku, kind: 'ledger_row_updated', detail: 'a ledger row was changed' };
    case 'd':
      return { ...base, seller_id, sku, kind: 'ledger_row_deleted', detail: 'a ledger row was deleted' };
    case 't':
      return { ...base, kind: 'ledger_truncated', detail: 'the ledger was truncated' };
    default:
      return { ...base, kind: 'unexpected_message', detail: `operation ${read.op}` };
  }
}

function idsOf(read: Extract<Change, { kind: 'change' }>): { seller_id: string | null; sku: string | null } {
  const { seller_id, sku } = read.after ?? read.before ?? {};
  return {
    seller_id: typeof seller_id === 'string' ? seller_id : null,
    sku: typeof sku === 'string' ? sku : null,
  };
}
