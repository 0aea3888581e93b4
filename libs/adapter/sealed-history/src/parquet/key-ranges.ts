import { compareUtf8 } from '../sealed-message.js';
import type { KeyRange, RowKey } from './sql/merge-files.js';

/** A sampled key: so many rows follow from it on, in its source, up to the next one. */
export interface Sample {
  readonly key: RowKey;
  readonly rows: number;
  readonly bytes: number;
}

/** Divides the whole order of rows so that each range has about as many rows and bytes as allowed. Pure. */
export function divideKeys(
  samples: readonly Sample[],
  max: { readonly rows: number; readonly bytes: number },
): KeyRange[] {
  const ordered = [...samples].sort((a, b) => compareKeys(a.key, b.key));
  const [first] = ordered;
  if (first === undefined) return [];
  const begins: RowKey[] = [first.key];
  let rows = 0;
  let bytes = 0;
  for (const sample of ordered) {
    if (rows > 0 && (rows + sample.rows > max.rows || bytes + sample.bytes > max.bytes)) {
      begins.push(sample.key);
      rows = 0;
      bytes = 0;
    }
    rows += sample.rows;
    bytes += sample.bytes;
  }
  return begins.map((from, index) => ({ from, to: begins[index + 1] ?? null }));
}

function compareKeys(a: RowKey, b: RowKey): number {
  return compareUtf8(a.sku, b.sku) || compareUtf8(a.seller_id, b.seller_id) || a.offset - b.offset;
}
