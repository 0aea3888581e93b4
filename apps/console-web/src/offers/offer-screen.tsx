import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { grouped } from '../words/format.js';
import { type LedgerOffer, offerCalls } from './offer-calls.js';
import { countsText } from './counts-text.js';
import { RowList } from './row-list.js';
import { LanesPanel } from './lanes-panel.js';
import { OfferRecords } from './offer-records.js';
import { StockChart } from './stock-chart.js';
import { HISTORY_PAGE, type LoadedHistory, useHistory } from './use-history.js';
import { Witnesses } from './witnesses.js';

const route = getRouteApi('/offers/$seller/$sku');

/** What happened to this number: its history for ever, and what each witness says. */
export function OfferScreen(): ReactElement {
  const { seller, sku } = route.useParams();
  const { v, lanes } = route.useSearch();
  const navigate = useNavigate();
  const offer = { seller_id: seller, sku };
  const marked = versionIn(v);
  const ledger = useAnswer(offerCalls.ledger(offer), { every_ms: 5_000 });
  const view = useAnswer(offerCalls.view(offer), { every_ms: 5_000 });
  const proven = useAnswer(offerCalls.proven({ sku }, undefined, 50));
  const own =
    proven.data === undefined
      ? undefined
      : { ...proven.data, items: proven.data.items.filter(({ seller_id }) => seller_id === seller) };
  const history = useHistory(offer, marked);
  const last = history.rows.at(-1);
  const whole = last !== undefined && last.row.version === ledger.data?.version;
  return (
    <>
      <PageHead
        title={`${sku} of ${seller}`}
        lead={
          ledger.data === undefined
            ? undefined
            : `Version ${grouped(ledger.data.version)}, ${grouped(ledger.data.stock_on_hand)} on hand. ${countsText(ledger.data.buckets)}`
        }
        actions={<Actions seller={seller} sku={sku} />}
      />
      <div className={css['stack']}>
        <Witnesses
          ledger={ledger}
          view={view}
          proven={{ data: own, error: proven.error }}
          summed={whole ? last.after : null}
        />
        {history.rows.length < 2 ? null : (
          <Panel title="Stock">
            <StockChart rows={history.rows} />
          </Panel>
        )}
        <LanesPanel
          offer={offer}
          from={versionIn(lanes)}
          suggested={marked === null ? (ledger.data?.version ?? 1) - 19 : marked - 10}
          show={(from) =>
            void navigate({
              ...{ to: '/offers/$seller/$sku', params: { seller, sku }, replace: true },
              search: { v, lanes: String(from) },
            })
          }
        />
        <OfferRecords offer={offer} />
        <Versions history={history} ledger={ledger} marked={marked} />
      </div>
    </>
  );
}

interface ActionsProps {
  readonly seller: string;
  readonly sku: string;
}

function Actions({ seller, sku }: ActionsProps): ReactElement {
  const navigate = useNavigate();
  return (
    <>
      <CopyAs request={offerCalls.rows({ seller_id: seller, sku }, 0, HISTORY_PAGE)} />
      <Button
        size="sm"
        onClick={() =>
          void navigate({
            to: '/recoveries/new',
            search: { scope: 'by_offer', offers: `${seller}/${sku}` },
          })
        }
      >
        Prove now
      </Button>
    </>
  );
}

/** A version in the address; null: none, or no number. */
function versionIn(text: string | undefined): number | null {
  return text === undefined || !/^[1-9]\d{0,14}$/.test(text) ? null : Number(text);
}

interface VersionsProps {
  readonly history: LoadedHistory;
  readonly ledger: Pick<UseQueryResult<LedgerOffer, ApiProblem>, 'data' | 'error'>;
  readonly marked: number | null;
}

/** Its versions, as far as they are loaded. */
function Versions({ history, ledger, marked }: VersionsProps): ReactElement {
  return (
    <Panel
      title="History"
      aside={`${grouped(history.rows.length)} of ${ledger.data === undefined ? '?' : grouped(ledger.data.version)} versions loaded`}
    >
      {history.error === null ? null : isSame(history.error, ledger.error) ? (
        <Nothing>No version is loaded, for the reason above.</Nothing>
      ) : (
        <ProblemNote problem={history.error} of="History" />
      )}
      {history.rows.length === 0 && history.error === null && ledger.data !== undefined ? (
        <Nothing>No version is loaded.</Nothing>
      ) : null}
      <RowList rows={history.rows} marked={marked} more={history.more} load={history.load} />
    </Panel>
  );
}

/** Whether it is said already: a service that does not answer says so of everything that it is asked. */
function isSame(problem: ApiProblem, said: ApiProblem | null): boolean {
  return said !== null && problem.code === said.code && problem.message === said.message;
}
