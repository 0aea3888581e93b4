import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStream } from '../api/stream.js';
import { useAnswer } from '../api/use-answer.js';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import lane from '../run/run.module.css';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { Parts } from './reservation-parts.js';
import { remainingSteps } from './remaining-steps.js';
import { whyNotSendAgain } from './may-send-again.js';
import { type Reservation, reservationCalls } from './reservation-calls.js';

const ENDED: readonly string[] = ['confirmed', 'rejected', 'cancelled', 'expired', 'failed'];

const route = getRouteApi('/reservations/$id');

/** Who waits for what, since when. */
export function ReservationScreen(): ReactElement {
  const { id } = route.useParams();
  const request = reservationCalls.find(id);
  const answer = useAnswer(request);
  const going = answer.data !== undefined && !ENDED.includes(answer.data.status);
  useStream(
    going ? `/api/reservation/v1/reservations/${encodeURIComponent(id)}/events` : null,
    ['reservation'],
    null,
    () => void answer.refetch(),
  );
  return (
    <>
      <PageHead
        title={`Reservation ${id}`}
        lead={
          answer.data === undefined
            ? undefined
            : `Order ${answer.data.order_id}${answer.data.client === null ? '' : `, of ${answer.data.client}`}.`
        }
        actions={<CopyAs request={request} />}
      />
      {answer.error === null ? null : <ProblemNote problem={answer.error} of="Reservation" />}
      {answer.data === undefined ? null : <Whole reservation={answer.data} />}
    </>
  );
}

function Whole({ reservation }: { readonly reservation: Reservation }): ReactElement {
  const { status, requested_at, expires_at, history } = reservation;
  return (
    <div className={css['stack']}>
      <div className={css['banner']}>
        <StateWord word={status} /> requested <Age at={requested_at} />,{' '}
        {ENDED.includes(status) ? 'would have expired' : 'expires'} <Age at={expires_at} />
      </div>
      <Panel title="Way">
        <ol className={lane['lane']} aria-label="Steps">
          {remainingSteps(status).map(({ step, state }) => (
            <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              <b>{step}</b>
              <span>{state}</span>
            </li>
          ))}
        </ol>
      </Panel>
      <Lines reservation={reservation} />
      {reservation.parts.length === 0 ? null : <Parts parts={reservation.parts} />}
      <Panel title="History">
        <ScrollTable label="History" heads={[{ number: 'no.' }, 'at', 'what', 'details', 'caused by']}>
          {history.toReversed().map(({ version, type, at, caused_by, ...more }) => (
            <tr key={version}>
              <td data-number>{version}</td>
              <td>
                <Age at={at} />
              </td>
              <td>
                <b>{type}</b>
              </td>
              <td className={css['digest']}>{plain(more)}</td>
              <td className={css['digest']}>{caused_by}</td>
            </tr>
          ))}
        </ScrollTable>
      </Panel>
    </div>
  );
}

function Lines({ reservation }: { readonly reservation: Reservation }): ReactElement {
  const why_not = whyNotSendAgain(usePerson(), reservation);
  return (
    <Panel
      title="Lines"
      aside={
        <ActButton
          name="Send again"
          why_not={why_not}
          reason
          request={(reason) => reservationCalls.sendAgain(reservation.reservation_id, reason)}
        >
          <p>
            The commands without an answer are sent with the ids they had, so nothing is done twice. They are
            also sent again by themselves when their time is up.
          </p>
        </ActButton>
      }
    >
      <ScrollTable
        label="Lines"
        heads={[
          { number: 'line' },
          'offer',
          { number: 'quantity' },
          { number: 'held' },
          { number: 'fulfilled' },
          { number: 'released' },
          'status',
          'awaits',
        ]}
      >
        {reservation.lines.map((line) => (
          <Line key={line.line} line={line} />
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Line({ line: one }: { readonly line: Reservation['lines'][number] }): ReactElement {
  const { line, seller_id, sku, quantity, held, fulfilled, released, location_id, locations } = one;
  const { status, reason, available, awaits, awaits_since } = one;
  return (
    <tr>
      <td data-number>{line}</td>
      <td>
        <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku }}>
          {sku} of {seller_id}
        </Link>
        <div className={css['muted']}>
          {location_id ?? locations.map((at) => `${at.location_id} ${at.quantity}`).join(', ')}
        </div>
      </td>
      <td data-number>{quantity}</td>
      <td data-number>{held}</td>
      <td data-number>{fulfilled}</td>
      <td data-number>{released}</td>
      <td>
        <StateWord word={status} /> {reason ?? ''} {available === null ? '' : `(${available} available)`}
      </td>
      <td>
        {awaits === null ? (
          'nothing'
        ) : (
          <>
            the answer to {awaits}
            {awaits_since === null ? null : (
              <>
                , asked <Age at={awaits_since} />
              </>
            )}
          </>
        )}
      </td>
    </tr>
  );
}

/** The members of a step in a line. */
function plain(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
