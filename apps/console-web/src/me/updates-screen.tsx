import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useStream } from '../api/stream.js';
import { useAnswer, usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { More } from '../parts/more.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { counted } from '../words/format.js';
import { sellerCalls, updateStreamAddress } from './seller-calls.js';
import { DECIDED_STATUSES } from './decided-statuses.js';
import { UpdateRows } from './update-rows.js';

const PAGE = 100;

const route = getRouteApi('/me/updates');

/** Every own update with what became of it. */
export function UpdatesScreen(): ReactElement {
  const filter = route.useSearch();
  const pages = usePages(
    (after) => sellerCalls.updates(filter, after, PAGE),
    ({ next_after }) => next_after ?? undefined,
  );
  const queued = useAnswer(sellerCalls.queued(), { every_ms: 2_000 });
  const [fresh, setFresh] = useState(0);
  // From now on: what was decided before is in the list.
  const stream = useStream(
    updateStreamAddress({ status: filter.status, sku: filter.sku }),
    ['updates'],
    null,
    (_name, data) => setFresh((now) => now + (data as { items: unknown[] }).items.length),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const show = (): void => void pages.refetch().then(() => setFresh(0));
  return (
    <>
      <PageHead
        title="My updates"
        lead="What became of each update. A queued one is not decided yet; a rejected one changed nothing."
        actions={<CopyAs request={sellerCalls.updates(filter, undefined, PAGE)} />}
      />
      <UpdateFilters />
      {pages.error === null ? null : <ProblemNote problem={pages.error} of="Updates" />}
      {queued.error === null ? null : <ProblemNote problem={queued.error} of="Queued" />}
      <Panel
        title="Updates, the newest first"
        aside={
          <>
            <span>{queued.data === undefined ? '' : `${counted(queued.data.queued, 'update')} queued`}</span>{' '}
            <span className={css['muted']}>{stream === 'open' ? 'live' : 'not live'}</span>
          </>
        }
      >
        <div role="status">
          {fresh === 0 ? null : (
            <Button size="xs" variant="default" onClick={show}>
              Show {counted(fresh, 'new outcome')}
            </Button>
          )}
        </div>
        {pages.isSuccess && items.length === 0 ? <Nothing>There is none of these.</Nothing> : null}
        {items.length === 0 ? null : <UpdateRows items={items} />}
        <More {...pages} shown={items.length} />
      </Panel>
    </>
  );
}

function UpdateFilters(): ReactElement {
  const { status, sku, since } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState<{ readonly sku?: string; readonly since?: string }>({});
  return (
    <form
      className={css['filters']}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({
          search: (now) => ({
            ...now,
            ...Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value.trim()])),
          }),
        });
      }}
    >
      <NativeSelect
        size="xs"
        label="Status"
        value={status ?? ''}
        data={[{ value: '', label: 'every status' }, ...DECIDED_STATUSES]}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: (now) => ({ ...now, status: value === '' ? undefined : value }) })
        }
      />
      <TextInput
        size="xs"
        label="SKU"
        value={typed.sku ?? sku ?? ''}
        onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, sku: value }))}
      />
      <TextInput
        size="xs"
        label="Decided since"
        placeholder="2026-06-19T18:00:00Z"
        value={typed.since ?? since ?? ''}
        onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, since: value }))}
      />
      <Button size="xs" type="submit" variant="default">
        Find
      </Button>
    </form>
  );
}
