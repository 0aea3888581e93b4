import { ChangeReader } from '@stockproof/cdc';
import { isWithoutEffect } from '@stockproof/events';
import type { SealedRow, OfferOfMessage, SealedMessage, SealedOffer } from '@stockproof/sealed-history';
import { type CdcRowRead, readCdcRow, nameOfKey, type StockTable } from '@stockproof/verification';

/** The offer of a ledger row's CDC event, with its row; null if it cannot be read or names none. */
export function offerOfChange(): OfferOfMessage {
  const reader = new ChangeReader();
  return ({ value }) => {
    const read = reader.read(value);
    if (read.kind !== 'change') return null;
    const { sku, seller_id } = read.after ?? read.before ?? {};
    if (typeof sku !== 'string' || typeof seller_id !== 'string') return null;
    const row = readCdcRow(read);
    return { sku, seller_id, row: row === null ? null : sealedRow(row) };
  };
}

function sealedRow({ version, status, event_time_ms, fingerprint, ...row }: CdcRowRead): SealedRow {
  return {
    version,
    superseded: isWithoutEffect(status),
    event_time_ms,
    previous_digest: Buffer.from(row.previous_digest, 'hex'),
    digest: Buffer.from(row.chain_digest, 'hex'),
    fingerprint,
  };
}

/** The offer of a stock table's CDC event, from its key; null if that names no row. */
export function offerOfStockChange(table: StockTable): OfferOfMessage {
  return ({ key }) => nameOfKey(table, key);
}

/**
 * The offer of a message of the availability topic: from its key, or from its value if the key names none;
 * null if it is nobody's.
 */
export function offerOfPublished({ key, value }: Pick<SealedMessage, 'key' | 'value'>): SealedOffer | null {
  const [sku, seller_id, more] = (key?.toString('utf8') ?? '').split('\u001f');
  if (sku !== undefined && seller_id !== undefined && more === undefined) return { seller_id, sku };
  try {
    const said = JSON.parse(value?.toString('utf8') ?? 'null') as {
      seller_id?: unknown;
      sku?: unknown;
    } | null;
    if (typeof said?.seller_id === 'string' && typeof said.sku === 'string')
      return { seller_id: said.seller_id, sku: said.sku };
  } catch {
    // Unreadable and not ours; nobody takes it for an offer.
  }
  return null;
}
