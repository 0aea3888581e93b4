import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
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
      <PagedTable
        title="Recoveries, the newest first"
        heads={['recovery', 'status', 'verdict', 'mode', 'flow and scope', 'requested by', 'requested']}
        pages={pages}
        items={items}
        empty={`There is none${status === undefined ? '' : ` that is ${status}`}.`}
        row={(item) => <Row key={item.recovery_id} item={item} />}
      />
    </>
  );
}

function Row({ item }: { readonly item: RecoveryPage['items'][number] }): ReactElement {
  const { recovery_id, status, confidence_status, mode, flow, scope, requested_by, requested_at } = item;
  return (
    <tr>
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
  );
}
