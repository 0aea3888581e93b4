import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { More } from '../parts/more.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
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
  if (pages.error !== null) return <ProblemNote problem={pages.error} of={`Seller ${seller}`} />;
  return (
    <Panel title={`Offers of ${seller}${sku === undefined ? '' : `, SKU ${sku}…`}`}>
      {pages.isSuccess && items.length === 0 ? <Nothing>The ledger has no such offer.</Nothing> : null}
      {items.length === 0 ? null : (
        <div className={css['table']}>
          <table>
            <thead>
              <tr>
                <th>SKU</th>
                <th data-number>on hand</th>
                <th data-number>version</th>
                <th>changed</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ seller_id, sku: name, stock_on_hand, version, updated_at }) => (
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
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More {...pages} shown={items.length} />
    </Panel>
  );
}
