import type { SealedFile } from '../manifest/manifest.js';
import { compareUtf8, type SealedOffer } from '../sealed-message.js';

/** What is read. Messages that name no offer are read with any selection. */
export type SealedSelection =
  | { readonly type: 'all' }
  | { readonly type: 'offers'; readonly offers: readonly SealedOffer[] }
  /** All offers of these SKUs. */
  | { readonly type: 'sku_list'; readonly skus: readonly string[] }
  /** All offers of these sellers. Every file is fetched, since files are sorted by SKU, and these rows are read. */
  | { readonly type: 'sellers'; readonly seller_ids: readonly string[] }
  /** SKUs from one on and before another, by UTF-8 bytes; null: to the last. */
  | { readonly type: 'skus'; readonly from: string; readonly to: string | null };

/** Every message, so every file is fetched. */
export const ALL: SealedSelection = { type: 'all' };

/** The files that may hold a part of the selection. Pure. */
export function filesWithin(files: readonly SealedFile[], selection: SealedSelection): SealedFile[] {
  return files.filter(({ first_sku, last_sku }) => {
    if (selection.type === 'all') return true;
    if (selection.type === 'sellers') return selection.seller_ids.length > 0;
    if (selection.type === 'sku_list')
      return selection.skus.some((sku) => isWithin(sku, first_sku, last_sku));
    if (selection.type === 'offers')
      return selection.offers.some(({ sku }) => isWithin(sku, first_sku, last_sku));
    const { from, to } = selection;
    return compareUtf8(last_sku, from) >= 0 && (to === null || compareUtf8(first_sku, to) < 0);
  });
}

function isWithin(sku: string, first: string, last: string): boolean {
  return compareUtf8(first, sku) <= 0 && compareUtf8(sku, last) <= 0;
}

/** Whether it names few things, which are likely to be asked for again. */
export function namesEach({ type }: SealedSelection): boolean {
  return type === 'offers' || type === 'sku_list';
}

/** Without offers whose text has no UTF-8: none is sealed, and DuckDB would read another text. */
export function storableSelection(selection: SealedSelection): SealedSelection {
  if (selection.type === 'sku_list')
    return { type: 'sku_list', skus: selection.skus.filter((sku) => sku.isWellFormed()) };
  if (selection.type === 'sellers')
    return { type: 'sellers', seller_ids: selection.seller_ids.filter((id) => id.isWellFormed()) };
  if (selection.type !== 'offers') return selection;
  const offers = selection.offers.filter(
    ({ sku, seller_id }) => sku.isWellFormed() && seller_id.isWellFormed(),
  );
  return { type: 'offers', offers };
}
