import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { PagedTable } from '../parts/paged-table.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { offerCalls } from './offer-calls.js';

/** Offers that are asked for at once. */
export const OFFERS_PAGE = 100;

interface SellerOffersProps {
  readonly seller: string;
  /** What their SKU begins with. */
  readonly sku: string | undefined;
  readonly title: string;
  readonly empty: string;
  /** How often they are asked for again, ms; never if left out. */
  readonly every_ms?: number;
  /** The SKU, as a link to the offer. */
  readonly link: (offer: { readonly seller_id: string; readonly sku: string }) => ReactElement;
}

/** The offers of a seller as the ledger has them. */
export function SellerOffersPanel(props: SellerOffersProps): ReactElement {
  const { seller, sku, title, empty, every_ms, link } = props;
  const pages = usePages(
    (after) => offerCalls.of_seller(seller, sku, after, OFFERS_PAGE),
    ({ next_after }) => next_after ?? undefined,
    every_ms === undefined ? {} : { every_ms },
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PagedTable
      title={title}
      heads={['SKU', { number: 'on hand' }, { number: 'version' }, 'changed']}
      pages={pages}
      items={items}
      empty={empty}
      row={({ seller_id, sku: name, stock_on_hand, version, updated_at }) => (
        <tr key={name}>
          <td>{link({ seller_id, sku: name })}</td>
          <td data-number>{grouped(stock_on_hand)}</td>
          <td data-number>{grouped(version)}</td>
          <td>
            <Age at={updated_at} />
          </td>
        </tr>
      )}
    />
  );
}
