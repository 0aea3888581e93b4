import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { More } from '../parts/more.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { recoveryCalls, type RecoveryPage } from './recovery-calls.js';
import { scopeText } from './scope-text.js';

const PAGE = 50;
const STATUSES = [
  'requested',
  'planned',
  'approved',
  'rejected',
  'running',
  'paused',
  'completed',
  'aborted',
  'failed',
];

const route = getRouteApi('/recoveries');

/** Recoveries, newest first. */
export function RecoveriesScreen(): ReactElement {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const pages = usePages(
    (after) => recoveryCalls.list(status, after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.recovery_id),
    { every_ms: 5_000 },
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const request = recoveryCalls.list(status, undefined, PAGE);
  return (
    <>
      <PageHead
        title="Recoveries"
        lead="Verifications and repairs under a contract, the newest first. A plan changes nothing until another person approves it and somebody starts it."
        actions={
          <>
            <CopyAs
              request={request}
              cli={`recovery list${status === undefined ? '' : ` --status ${status}`}`}
            />
            <Button component={Link} to="/recoveries/new" size="sm">
              Verify or repair
            </Button>
          </>
        }
      />
      <div className={css['filters']}>
        <NativeSelect
          label="Status"
          size="xs"
          value={status ?? ''}
          data={[{ value: '', label: 'every status' }, ...STATUSES]}
          onChange={({ currentTarget }) =>
            void navigate({
              search: { status: currentTarget.value === '' ? undefined : currentTarget.value },
            })
          }
        />
      </div>
      {pages.error === null ? null : <ProblemNote problem={pages.error} of="Recoveries" />}
      {pages.data === undefined ? null : (
        <Panel title="Recoveries">
          {items.length === 0 ? (
            <Nothing>There is none{status === undefined ? '' : ` that is ${status}`}.</Nothing>
          ) : (
            <Rows items={items} />
          )}
          <More {...pages} shown={items.length} />
        </Panel>
      )}
    </>
  );
}

function Rows({ items }: { readonly items: RecoveryPage['items'] }): ReactElement {
  return (
    <div className={css['table']}>
      <table>
        <thead>
          <tr>
            <th>recovery</th>
            <th>status</th>
            <th>verdict</th>
            <th>mode</th>
            <th>flow and scope</th>
            <th>requested by</th>
            <th>requested</th>
          </tr>
        </thead>
        <tbody>
          {items.map(
            ({ recovery_id, status, confidence_status, mode, flow, scope, requested_by, requested_at }) => (
              <tr key={recovery_id}>
                <td>
                  <Link to="/recoveries/$id" params={{ id: recovery_id }}>
                    <code>{recovery_id}</code>
                  </Link>
                </td>
                <td>
                  <StateWord word={status} />
                </td>
                <td>{confidence_status === null ? '–' : <StateWord word={confidence_status} />}</td>
                <td>{mode}</td>
                <td>
                  {flow}
                  <div className={css['muted']}>{scopeText(scope)}</div>
                </td>
                <td>{requested_by}</td>
                <td>
                  <Age at={requested_at} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
