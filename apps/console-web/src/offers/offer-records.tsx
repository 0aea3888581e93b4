import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { evidenceCalls } from '../evidence/evidence-calls.js';
import { SummaryRows } from '../evidence/summary-rows.js';
import { More } from '../parts/more.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';

const PAGE = 20;

interface OfferRecordsProps {
  readonly offer: { readonly seller_id: string; readonly sku: string };
}

/** The signed records that attest the history of an offer, newest first. */
export function OfferRecords({ offer }: OfferRecordsProps): ReactElement {
  const pages = usePages(
    (before) => evidenceCalls.summaries(offer, before, PAGE),
    ({ next_before }) => next_before?.toString(),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.error !== null) return <ProblemNote problem={pages.error} of="Records" />;
  return (
    <Panel title="Records that attest its history">
      {pages.isSuccess && items.length === 0 ? <Nothing>No signed record attests it yet.</Nothing> : null}
      {items.length === 0 ? null : (
        <>
          <SummaryRows items={items} of_offer />
          <More {...pages} shown={items.length} />
        </>
      )}
    </Panel>
  );
}
