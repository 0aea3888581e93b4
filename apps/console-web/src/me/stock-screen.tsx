import { Button, TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { offerCalls } from '../offers/offer-calls.js';
import { OFFERS_PAGE, SellerOffersPanel } from '../offers/seller-offers.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import css from '../theme/parts.module.css';

const route = getRouteApi('/me/stock');

/** The own offers. */
export function StockScreen(): ReactElement {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q ?? '');
  const seller = usePerson()?.seller_id ?? '';
  return (
    <>
      <PageHead
        title="My stock"
        lead="Each SKU with what is on hand, as the ledger has it."
        actions={<CopyAs request={offerCalls.of_seller(seller, q, undefined, OFFERS_PAGE)} />}
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
      <SellerOffersPanel
        seller={seller}
        sku={q}
        title="Offers, in order of their SKU"
        empty="There is no such offer. It begins with its first accepted update."
        every_ms={15_000}
        link={({ sku }) => (
          <Link to="/me/stock/$sku" params={{ sku }}>
            {sku}
          </Link>
        )}
      />
    </>
  );
}
