import { Button, TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { usePages } from '../api/use-answer.js';
import { offerCalls } from '../offers/offer-calls.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';

const PAGE = 100;

const route = getRouteApi('/me/stock');

/** The own offers. */
export function StockScreen(): ReactElement {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q ?? '');
  const seller = usePerson()?.seller_id ?? '';
  const pages = usePages(
    (after) => offerCalls.of_seller(seller, q, after, PAGE),
    ({ next_after }) => next_after ?? undefined,
    { every_ms: 15_000 },
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="My stock"
        lead="Each SKU with what is on hand, as the ledger has it."
        actions={<CopyAs request={offerCalls.of_seller(seller, q, undefined, PAGE)} />}
      />
      <form
        className={css['filters']}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ search: { q: typed.trim() } });
        }}
      >
        <TextInput
          size="xs"
          label="SKU begins with"
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        <Button size="xs" type="submit" variant="default">
          Find
        </Button>
      </form>
      <PagedTable
        title="Offers, in order of their SKU"
        heads={['SKU', { number: 'on hand' }, { number: 'version' }, 'changed']}
        pages={pages}
        items={items}
        empty="There is no such offer. It begins with its first accepted update."
        row={({ sku, stock_on_hand, version, updated_at }) => (
          <tr key={sku}>
            <td>
              <Link to="/me/stock/$sku" params={{ sku }}>
                {sku}
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
    </>
  );
}
