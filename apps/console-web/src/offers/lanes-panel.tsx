import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { Tone } from '../words/tones.js';
import { offerCalls, type OfferLanes } from './offer-calls.js';

const PAGE = 20;

interface LanesPanelProps {
  readonly offer: { readonly seller_id: string; readonly sku: string };
  /** The first version to compare; null: it is not asked for, because each comparison reads Kafka. */
  readonly from: number | null;
  /** Where a comparison that is not asked for would begin; below 1 counts as 1. */
  readonly suggested: number;
  readonly show: (from: number) => void;
}

/** An offer's versions, one lane for each witness, and where they part first. */
export function LanesPanel({ offer, from, suggested, show }: LanesPanelProps): ReactElement {
  const begin = from ?? Math.max(1, suggested);
  const request = offerCalls.lanes(offer, begin, PAGE);
  const { data, error, isFetching, refetch } = useAnswer(request, { enabled: from !== null });
  const next = (data?.next_from_version ?? null) as number | null;
  return (
    <Panel
      title="Version by version"
      aside={
        <CopyAs request={request} cli={`recovery lanes ${offer.seller_id} ${offer.sku} --from ${begin}`} />
      }
    >
      {data === undefined ? null : <Compared lanes={data} />}
      {error === null ? null : <ProblemNote problem={error} of="Comparison" />}
      <div className={css['row']}>
        <Button
          size="xs"
          variant="default"
          loading={isFetching}
          onClick={() => (from === null ? show(begin) : void refetch())}
        >
          {from === null ? `Compare ${PAGE} versions from ${grouped(begin)}` : 'Compare again'}
        </Button>
        {from !== null && from > 1 ? (
          <Button size="xs" variant="default" onClick={() => show(Math.max(1, from - PAGE))}>
            Earlier
          </Button>
        ) : null}
        {next === null ? null : (
          <Button size="xs" variant="default" onClick={() => show(next)}>
            Later
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Compared({ lanes }: { readonly lanes: OfferLanes }): ReactElement {
  const { items } = lanes;
  // The document of the service says of no object that it may be null, so the type does not have it.
  const first = lanes.first_difference as OfferLanes['first_difference'] | null;
  return (
    <>
      <p className={css['banner']} data-tone={first === null ? undefined : 'bad'}>
        {first === null ? (
          <>No witness contradicts the ledger in these {grouped(items.length)} versions.</>
        ) : (
          <>
            They part first at version {grouped(first.version)}, {first.witness}: {first.what}.
          </>
        )}
      </p>
      <ScrollTable
        label="Version by version"
        heads={[{ number: 'version' }, 'ledger', 'captured (CDC)', 'view', 'topic', 'signed']}
      >
        {items.map((item) => (
          <tr key={item.version} aria-current={first?.version === item.version ? 'true' : undefined}>
            <td data-number>{grouped(item.version)}</td>
            <td>
              <LedgerCell ledger={item.ledger} />
            </td>
            <td>
              <Word word={item.captured.state} columns={item.captured.columns} />
              {item.captured.lsn === null ? null : <small> {item.captured.lsn}</small>}
              {item.captured.captured_at === null ? null : (
                <small>
                  {' '}
                  <Age at={item.captured.captured_at} />
                </small>
              )}
            </td>
            <td>
              <Word word={item.view} />
            </td>
            <td>
              <Word word={item.published.state} columns={item.published.columns} />
              {item.published.offset === null ? null : <small> offset {item.published.offset}</small>}
            </td>
            <td>
              <Word word={item.signed.state} />
              {item.signed.by === null ? null : (
                <small>
                  {' '}
                  {item.signed.by} {item.signed.sequence}
                </small>
              )}
            </td>
          </tr>
        ))}
      </ScrollTable>
    </>
  );
}

type Ledger = OfferLanes['items'][number]['ledger'];

function LedgerCell({ ledger }: { readonly ledger: Ledger | null }): ReactElement {
  if (ledger === null) return <StateWord word="no row" tone="bad" />;
  if (!ledger.digest_holds) return <StateWord word="not its digest" tone="bad" />;
  if (ledger.follows === false) return <StateWord word="does not follow" tone="bad" />;
  return <StateWord word={ledger.status} />;
}

const TONES: Readonly<Record<string, Tone>> = {
  same: 'good',
  found: 'good',
  holds: 'good',
  attested: 'good',
  differs: 'bad',
  not_found: 'bad',
  not_yet: 'busy',
};

function Word({
  word,
  columns = [],
}: {
  readonly word: string;
  readonly columns?: readonly string[];
}): ReactElement {
  const what = columns.length === 0 ? '' : `: ${columns.join(', ')}`;
  return <StateWord word={`${word.replaceAll('_', ' ')}${what}`} tone={TONES[word] ?? 'quiet'} />;
}
