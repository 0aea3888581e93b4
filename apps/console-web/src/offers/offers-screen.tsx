import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useAnswer, usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { grouped, duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { offerCalls } from './offer-calls.js';
import { SellerOffersPanel } from './seller-offers.js';

const PAGE = 100;
const LEVELS = ['untrusted', 'trusted'] as const;

const route = getRouteApi('/offers');

/** Finds an offer by its SKU, or by what was found of it. */
export function OffersScreen(): ReactElement {
  const { sku, seller, confidence } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState({ sku: sku ?? '', seller: seller ?? '' });
  const level = LEVELS.find((one) => one === confidence);
  return (
    <>
      <PageHead
        title="Offers"
        lead="One SKU of one seller is an offer. Find it by its SKU or its seller, or see what the newest signed records say."
        actions={
          <CopyAs request={offerCalls.proven({ sku, confidence: level }, undefined, PAGE)} cli="confidence" />
        }
      />
      <form
        className={css['filters']}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({
            search: (now) => ({ ...now, sku: typed.sku.trim(), seller: typed.seller.trim() }),
          });
        }}
      >
        <TextInput
          size="xs"
          miw={220}
          label="SKU"
          value={typed.sku}
          onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, sku: value }))}
        />
        <TextInput
          size="xs"
          miw={220}
          label="Seller"
          value={typed.seller}
          onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, seller: value }))}
        />
        <Button size="xs" type="submit" variant="default">
          Find
        </Button>
        <NativeSelect
          size="xs"
          label="Newest record says"
          value={level ?? ''}
          data={[{ value: '', label: 'trusted or untrusted' }, ...LEVELS]}
          onChange={({ currentTarget }) =>
            void navigate({
              search: (now) => ({
                ...now,
                confidence: currentTarget.value === '' ? undefined : currentTarget.value,
              }),
            })
          }
        />
      </form>
      <div className={css['stack']}>
        {seller === undefined ? null : <OfSeller seller={seller} sku={sku} />}
        {sku === undefined || seller !== undefined ? null : <OfSku sku={sku} />}
        <Proven sku={sku} confidence={level} />
      </div>
    </>
  );
}

interface OfSellerProps {
  readonly seller: string;
  readonly sku: string | undefined;
}

/** The offers of a seller, each with its screen. */
function OfSeller({ seller, sku }: OfSellerProps): ReactElement {
  return (
    <SellerOffersPanel
      seller={seller}
      sku={sku}
      title={`Offers of ${seller}${sku === undefined ? '' : `, SKU ${sku}…`}`}
      empty="The ledger has no such offer."
      link={({ seller_id, sku: name }) => (
        <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku: name }}>
          {name}
        </Link>
      )}
    />
  );
}

/** The offers of a SKU as buyers see them. */
function OfSku({ sku }: { readonly sku: string }): ReactElement {
  const answer = useAnswer(offerCalls.sku(sku));
  if (answer.error !== null) return <ProblemNote problem={answer.error} of={`SKU ${sku}`} />;
  const { offers = [], sellable } = answer.data ?? {};
  return (
    <Panel
      title={`Offers of ${sku}`}
      aside={sellable === undefined ? undefined : `${grouped(sellable)} sellable in all`}
    >
      <ScrollTable
        label={`Offers of ${sku}`}
        heads={['seller', { number: 'sellable' }, 'status', 'confidence', 'as of']}
      >
        {offers.map(({ seller_id, sellable: units, status, confidence, as_of, freshness_ms }) => (
          <tr key={seller_id}>
            <td>
              <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku }}>
                {seller_id}
              </Link>
            </td>
            <td data-number>{grouped(units)}</td>
            <td>
              <StateWord word={status} />
            </td>
            <td>
              <StateWord word={confidence} />
            </td>
            <td>
              <Age at={as_of} />
              <div className={css['muted']}>{duration(freshness_ms / 1_000)} behind the ledger</div>
            </td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

interface ProvenProps {
  readonly sku: string | undefined;
  readonly confidence: (typeof LEVELS)[number] | undefined;
}

/** What the newest records say of offers, the oldest first. */
function Proven({ sku, confidence }: ProvenProps): ReactElement {
  const pages = usePages(
    (after) => offerCalls.proven({ sku, confidence }, after, PAGE),
    ({ next }) => next ?? undefined,
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PagedTable
      title="Newest record of each offer, the oldest first"
      heads={['offer', 'confidence', 'verified', 'record']}
      pages={pages}
      items={items}
      empty="No record names such an offer."
      row={({ seller_id, sku: name, confidence: level, verified_at, recovery_id }) => (
        <tr key={`${seller_id}/${name}`}>
          <td>
            <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku: name }}>
              {name} of {seller_id}
            </Link>
          </td>
          <td>
            <StateWord word={level} />
          </td>
          <td>
            <Age at={verified_at} />
          </td>
          <td>
            <Link to="/evidence/$id" params={{ id: recovery_id }}>
              <code>{recovery_id}</code>
            </Link>
          </td>
        </tr>
      )}
    />
  );
}
