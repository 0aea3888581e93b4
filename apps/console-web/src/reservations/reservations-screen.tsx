import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { ReservationFilters } from './reservation-filters.js';
import { reservationCalls, type ReservationPage } from './reservation-calls.js';

const PAGE = 100;
const STATUSES = [
  'requested',
  'held',
  'confirming',
  'releasing',
  'confirmed',
  'rejected',
  'cancelled',
  'expired',
  'failed',
];

const route = getRouteApi('/reservations');

/** Orders that hold stock, or wait for it. */
export function ReservationsScreen(): ReactElement {
  const filter = route.useSearch();
  const pages = usePages(
    (after) => reservationCalls.list(filter, after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.reservation_id),
    { every_ms: 10_000 },
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Reservations"
        lead="Every line of an order is held, or none. Stuck: a command got no answer for too long."
        actions={<CopyAs request={reservationCalls.list(filter, undefined, PAGE)} />}
      />
      <ReservationFilters statuses={STATUSES} />
      <PagedTable
        title={`Reservations, ${filter.sort === 'id' ? 'in order of their ids' : 'the oldest first'}`}
        heads={['reservation', 'order', 'status', 'requested', 'expires', { number: 'attempts' }, 'client']}
        pages={pages}
        items={items}
        empty="There is none of these."
        row={(item) => <Row key={item.reservation_id} item={item} />}
      />
    </>
  );
}

function Row({ item }: { readonly item: ReservationPage['items'][number] }): ReactElement {
  const { reservation_id, order_id, status, stuck, requested_at, expires_at, attempts, client } = item;
  return (
    <tr>
      <td>
        <Link to="/reservations/$id" params={{ id: reservation_id }}>
          <code>{reservation_id}</code>
        </Link>
      </td>
      <td>{order_id}</td>
      <td>
        <StateWord word={status} /> {stuck ? <StateWord word="stuck" /> : null}
      </td>
      <td>
        <Age at={requested_at} />
      </td>
      <td>
        <Age at={expires_at} />
      </td>
      <td data-number>{attempts}</td>
      <td>{client ?? '–'}</td>
    </tr>
  );
}
