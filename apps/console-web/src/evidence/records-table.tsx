import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { PagedTable } from '../parts/paged-table.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { EvidenceSummaries } from './evidence-calls.js';

interface RecordsTableProps {
  readonly title: string;
  readonly pages: UseInfiniteQueryResult<InfiniteData<EvidenceSummaries, string | undefined>, ApiProblem>;
  /** Whether they are the records of one offer: then each says which version it attests. */
  readonly of_offer?: boolean;
  /** What is said if there is none. */
  readonly empty: string;
}

/** Signed records without their content. */
export function RecordsTable({ title, pages, of_offer = false, empty }: RecordsTableProps): ReactElement {
  return (
    <PagedTable
      title={title}
      heads={[
        { number: 'no.' },
        'record of',
        'verdict',
        'flow',
        ...(of_offer ? ['attests'] : []),
        'requested by',
        'sealed',
      ]}
      pages={pages}
      items={pages.data?.pages.flatMap((page) => page.items) ?? []}
      empty={empty}
      row={(item) => <RecordRow key={item.sequence} item={item} of_offer={of_offer} />}
    />
  );
}

interface RecordRowProps {
  readonly item: EvidenceSummaries['items'][number];
  readonly of_offer: boolean;
}

function RecordRow({ item, of_offer }: RecordRowProps): ReactElement {
  const { sequence, recovery_id, confidence_status, mode, flow, attests, requested_by, recorded_at } = item;
  return (
    <tr>
      <td data-number>{grouped(sequence)}</td>
      <td>
        <Link to="/evidence/$id" params={{ id: recovery_id }}>
          <code>{recovery_id}</code>
        </Link>
      </td>
      <td>
        <StateWord word={confidence_status ?? 'unknown'} />
      </td>
      <td>
        {mode} of {flow}
      </td>
      {of_offer ? <td>{attests === null ? 'no version' : `version ${grouped(attests.version)}`}</td> : null}
      <td>{requested_by}</td>
      <td>
        <Age at={recorded_at} />
      </td>
    </tr>
  );
}
