import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { evidenceCalls } from '../evidence/evidence-calls.js';
import { RecordsTable } from '../evidence/records-table.js';

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
  return (
    <RecordsTable
      title="Records that attest its history"
      pages={pages}
      of_offer
      empty="No signed record attests it yet."
    />
  );
}
