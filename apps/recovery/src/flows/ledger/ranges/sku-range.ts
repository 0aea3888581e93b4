import { scopeCondition, type SkuRange } from '@stockproof/verification';
import type { Selector } from '../../scope/scope-selector.js';

/** Code units below it are in the same order in UTF-16 and UTF-8. */
const FIRST_SURROGATE = 0xd800;

/** Compares SKUs by their UTF-8 bytes, as PostgreSQL and DuckDB do. Negative, 0 or positive. */
export function compareSkus(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one === other) continue;
    return one < FIRST_SURROGATE && other < FIRST_SURROGATE
      ? one - other
      : Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length;
}

/** Whether a SKU is in the range. Each text is in exactly one of several adjacent ranges. */
export function isWithin({ from, to }: SkuRange, sku: string): boolean {
  return compareSkus(sku, from) >= 0 && (to === null || compareSkus(sku, to) < 0);
}

/** Adjacent ranges that begin at these SKUs, in order, and together hold every text. */
export function skuRangesFrom(begins: readonly string[]): SkuRange[] {
  const starts = ['', ...begins.filter((sku, at) => sku !== '' && sku !== begins[at - 1])];
  return starts.map((from, at) => ({ from, to: starts[at + 1] ?? null }));
}

/** Selects the offers of a range, in all partitions of `whole`. */
export function selectorOfRange(range: SkuRange, whole: Selector): Selector {
  return {
    ...whole,
    range,
    wanted: (_seller, sku) => isWithin(range, sku),
    condition: scopeCondition(range),
    sealed: { type: 'skus', ...range },
  };
}
