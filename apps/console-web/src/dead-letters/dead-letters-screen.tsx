import { NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { PlanForm } from '../redrive-plans/plan-form.js';
import { PlansPanel } from '../redrive-plans/plans-panel.js';
import { StateWord } from '../words/state-word.js';
import { deadLetterCalls, type DeadLetterItem, placeOf, placeText } from './dead-letter-calls.js';
import { DeadLetterPanel } from './dead-letter-panel.js';
import { GroupsPanel } from './groups-panel.js';
import { RedrivePanel, RedrivesPanel } from './redrive-panel.js';

const PAGE = 100;

const route = getRouteApi('/dead-letters');

const positionOf = ({ source_topic, source_partition, source_offset }: DeadLetterItem): string =>
  placeText({ topic: source_topic, partition: source_partition, offset: source_offset });

/** Messages that could not be applied: from heap to none, safely. */
export function DeadLettersScreen(): ReactElement {
  const { dead_letter: open, redrive, ...filter } = route.useSearch();
  const pages = usePages(
    (after) => deadLetterCalls.list(filter, after, PAGE),
    ({ items }) => {
      const last = items.at(-1);
      return items.length < PAGE || last === undefined ? undefined : positionOf(last);
    },
  );
  const first = pages.data?.pages[0];
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { state } = filter;
  const place = open === undefined ? null : placeOf(open);
  return (
    <>
      <PageHead
        title="Dead letters"
        lead="Messages that could not be applied are kept whole in the quarantine. One is sent again, corrected, after another person approved exactly that; or it is dismissed with a reason. Many are redriven by one plan."
        actions={<CopyAs request={deadLetterCalls.list(filter, undefined, PAGE)} cli="redrives list" />}
      />
      <Filters />
      <div className={css['stack']}>
        {redrive === undefined ? null : <RedrivePanel id={redrive} />}
        {place === null ? null : <DeadLetterPanel key={open} place={place} />}
        {first === undefined ? null : <GroupsPanel list={first} chosen={filter.reason} />}
        <PagedTable
          title="Messages, the oldest first"
          heads={['position', 'reason', 'offer', 'quarantined', 'state']}
          pages={pages}
          items={items}
          empty="There is none of these."
          row={(item) => <Row key={positionOf(item)} item={item} />}
        />
        {state === undefined ? <PlanForm reason={filter.reason} sku={filter.sku} /> : null}
        <PlansPanel />
        <RedrivesPanel />
      </div>
    </>
  );
}

function Filters(): ReactElement {
  const { sku, reason, state } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(sku ?? '');
  return (
    <form
      className={css['filters']}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ search: (now) => ({ ...now, sku: typed.trim() === '' ? undefined : typed.trim() }) });
      }}
    >
      <NativeSelect
        size="xs"
        label="State"
        value={state ?? 'open'}
        data={['open', 'closed', 'all']}
        onChange={({ currentTarget }) =>
          void navigate({
            search: (now) => ({
              ...now,
              state: currentTarget.value === 'open' ? undefined : currentTarget.value,
            }),
          })
        }
      />
      <TextInput
        size="xs"
        label="SKU"
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {reason === undefined ? null : (
        <Link to="/dead-letters" search={(now) => ({ ...now, reason: undefined })}>
          reason {reason}: show all
        </Link>
      )}
    </form>
  );
}

function Row({ item }: { readonly item: DeadLetterItem }): ReactElement {
  return (
    <tr>
      <td>
        <Link to="/dead-letters" search={(now) => ({ ...now, dead_letter: positionOf(item) })}>
          <code>{positionOf(item)}</code>
        </Link>
      </td>
      <td>
        <b>{item.reason}</b>
        <div className={css['muted']}>{item.detail}</div>
      </td>
      <td>
        {item.sku === null && item.seller_id === null
          ? 'not known'
          : `${item.sku ?? 'no SKU'} of ${item.seller_id ?? 'no seller'}`}
      </td>
      <td>
        <Age at={item.quarantined_at} />
      </td>
      <td>
        {item.closed_as === null ? (
          item.overdue ? (
            <StateWord word="overdue" tone="bad" />
          ) : (
            <StateWord word="open" />
          )
        ) : (
          <>
            <StateWord word={item.closed_as} /> {item.closed_by}: {item.closed_reason ?? item.closed_event_id}
          </>
        )}
      </td>
    </tr>
  );
}
