import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { PagedTable } from '../parts/paged-table.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { planCalls } from './plan-calls.js';

const PAGE = 20;

/** Plans that were asked for, the newest first. */
export function PlansPanel(): ReactElement {
  const pages = usePages(
    (after) => planCalls.list(after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.plan_id),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PagedTable
      title="Plans"
      heads={['plan', 'status', 'dead letters', 'asked by', 'asked']}
      pages={pages}
      items={items}
      empty="Nobody has asked for one."
      row={({ plan_id, status, dead_letters, counts, requested_by, requested_at, reason }) => (
        <tr key={plan_id}>
          <td>
            <Link to="/dead-letters/plans/$id" params={{ id: plan_id }}>
              <code>{plan_id}</code>
            </Link>
          </td>
          <td>
            <StateWord word={status} />
          </td>
          <td>
            {grouped(dead_letters)}, {grouped(counts.redriven)} redriven
          </td>
          <td>
            {requested_by}: {reason}
          </td>
          <td>
            <Age at={requested_at} />
          </td>
        </tr>
      )}
    />
  );
}
