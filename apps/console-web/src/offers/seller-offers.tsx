import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { PagedTable } from '../parts/paged-table.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { offerCalls } from './offer-calls.js';

const PAGE = 100;

interface SellerOffersProps {
  readonly seller: string;
  /** What their SKU begins with. */
  readonly sku: string | undefined;
}

/** The offers of a seller as the ledger has them. */
export function SellerOffersPanel({ seller, sku }: SellerOffersProps): ReactElement {
  const pages = usePages(
    (after) => offerCalls.of_seller(seller, sku, after, PAGE),
    ({ next_after }) => next_after ?? undefined,
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PagedTable
      title={`Offers of ${seller}${sku === undefined ? '' : `, SKU ${sku}…`}`}
      heads={['SKU', { number: 'on hand' }, { number: 'version' }, 'changed']}
      pages={pages}
      items={items}
      empty="The ledger has no such offer."
      row={({ seller_id, sku: name, stock_on_hand, version, updated_at }) => (
        <tr key={name}>
          <td>
            <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku: name }}>
              {name}
            </Link>
          </td>
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
