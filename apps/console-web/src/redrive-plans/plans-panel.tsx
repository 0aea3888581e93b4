import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { More } from '../parts/more.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
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
  if (pages.error !== null) return <ProblemNote problem={pages.error} of="Plans" />;
  return (
    <Panel title="Plans">
      {pages.isSuccess && items.length === 0 ? <Nothing>Nobody has asked for one.</Nothing> : null}
      {items.length === 0 ? null : (
        <div className={css['table']}>
          <table>
            <thead>
              <tr>
                <th>plan</th>
                <th>status</th>
                <th>dead letters</th>
                <th>asked by</th>
                <th>asked</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ plan_id, status, dead_letters, counts, requested_by, requested_at, reason }) => (
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
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More {...pages} shown={items.length} />
    </Panel>
  );
}
