import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePerson } from '../api/session.js';
import { useAnswer } from '../api/use-answer.js';
import { type LedgerOffer, offerCalls, type SeenOffer } from '../offers/offer-calls.js';
import { RowList } from '../offers/row-list.js';
import { StockChart } from '../offers/stock-chart.js';
import { useHistory } from '../offers/use-history.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { counted, duration, grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';

const route = getRouteApi('/me/stock/$sku');

/** One own offer: what is where, how sure that is, and how it came to it. */
export function OwnOfferScreen(): ReactElement {
  const { sku } = route.useParams();
  const { v } = route.useSearch();
  const offer = { seller_id: usePerson()?.seller_id ?? '', sku };
  const ledger = useAnswer(offerCalls.ledger(offer), { every_ms: 5_000 });
  const view = useAnswer(offerCalls.view(offer), { every_ms: 5_000 });
  const marked = v === undefined || !/^\d+$/.test(v) ? null : Number(v);
  const history = useHistory(offer, marked);
  return (
    <>
      <PageHead
        title={sku}
        lead={
          ledger.data === undefined
            ? undefined
            : `Version ${grouped(ledger.data.version)}, ${grouped(ledger.data.stock_on_hand)} on hand.`
        }
        actions={<CopyAs request={offerCalls.ledger(offer)} />}
      />
      <div className={css['stack']}>
        {ledger.error === null ? null : <ProblemNote problem={ledger.error} of="Stock" />}
        {ledger.data === undefined ? null : <Buckets buckets={ledger.data.buckets} />}
        <Seen view={view.data} missing={view.error === null ? null : 'availability'} />
        {history.rows.length < 2 ? null : (
          <Panel title="Stock over versions">
            <StockChart rows={history.rows} />
          </Panel>
        )}
        <Panel title="History" aside={`${counted(history.rows.length, 'version')} loaded`}>
          {history.error === null ? null : <ProblemNote problem={history.error} of="History" />}
          <RowList rows={history.rows} marked={marked} more={history.more} load={history.load} />
        </Panel>
      </div>
    </>
  );
}

function Buckets({ buckets }: Pick<LedgerOffer, 'buckets'>): ReactElement {
  return (
    <Panel title="Where it is">
      {buckets.length === 0 ? <Nothing>No bucket holds anything.</Nothing> : null}
      <ScrollTable label="Where it is" heads={['bucket', 'location', { number: 'units' }, 'changed']}>
        {buckets.map(({ bucket_type, location_id, quantity, updated_at }) => (
          <tr key={`${bucket_type} ${location_id}`}>
            <td>{bucket_type}</td>
            <td>{location_id}</td>
            <td data-number>{grouped(quantity)}</td>
            <td>
              <Age at={updated_at} />
            </td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

interface SeenProps {
  readonly view: SeenOffer | undefined;
  readonly missing: string | null;
}

/** What buyers see, and how sure that is. */
function Seen({ view, missing }: SeenProps): ReactElement {
  return (
    <Panel title="What buyers see" missing={view === undefined ? missing : null}>
      {view === undefined ? null : (
        <div className={css['body']}>
          <p>
            {grouped(view.sellable)} sellable, <StateWord word={view.status} />{' '}
            {duration(view.freshness_ms / 1_000)} behind, as of <Age at={view.as_of} />
          </p>
          <p>
            <StateWord word={view.confidence} />
            {'verified_at' in view && typeof view.verified_at === 'string' ? (
              <>
                {' '}
                proven by a signed record, <Age at={view.verified_at} />
              </>
            ) : (
              ' no signed record proves it yet'
            )}
          </p>
        </div>
      )}
    </Panel>
  );
}
