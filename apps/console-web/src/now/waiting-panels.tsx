import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { NowSnapshot } from '@stockproof/console';
import { usePerson } from '../api/session.js';
import { Nothing, Panel } from '../parts/panel.js';
import { grouped, counted, duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import css from './now.module.css';

/** Plans that wait for another person. */
export function ApprovalsPanel({
  approvals,
}: {
  readonly approvals: NowSnapshot['approvals'];
}): ReactElement {
  const person = usePerson();
  if (approvals === null) return <Panel title="Waiting for approval" missing="recovery" />;
  return (
    <Panel title="Waiting for approval" aside={grouped(approvals.length)}>
      {approvals.length === 0 ? <Nothing>Nothing waits.</Nothing> : null}
      <ul className={css['list']}>
        {approvals.map(({ recovery_id, flow, mode, requested_by, waiting_seconds }) => (
          <li key={recovery_id}>
            <Link to="/recoveries/$id" params={{ id: recovery_id }}>
              {mode} of {flow}
            </Link>
            <span>
              {requested_by === person?.subject ? 'asked by you' : `asked by ${requested_by}`},{' '}
              {duration(waiting_seconds)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What was quarantined and nobody has settled. */
export function DeadLettersPanel({
  dead_letters,
}: {
  readonly dead_letters: NowSnapshot['dead_letters'];
}): ReactElement {
  if (dead_letters === null) return <Panel title="Dead letters" missing="recovery" />;
  const { open, overdue, groups } = dead_letters;
  return (
    <Panel
      title="Dead letters"
      aside={
        <>
          <span>{counted(open, 'open', 'open')}</span>
          {overdue === 0 ? null : <StateWord word={`${grouped(overdue)} overdue`} tone="bad" />}
        </>
      }
    >
      {groups.length === 0 ? <Nothing>No message waits in the quarantine.</Nothing> : null}
      <ul className={css['list']}>
        {groups.slice(0, 6).map(({ reason, owner, open: messages }) => (
          <li key={`${reason} ${owner}`}>
            <Link to="/dead-letters" search={{ reason }}>
              {reason}
            </Link>
            <span>
              {grouped(messages)}, {owner}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Reservations without an answer. */
export function SagasPanel({ sagas }: { readonly sagas: NowSnapshot['sagas'] }): ReactElement {
  if (sagas === null) return <Panel title="Reservations" missing="reservation" />;
  const { stuck, oldest_seconds } = sagas;
  return (
    <Panel title="Reservations">
      <div className={css['one']}>
        <StateWord
          word={stuck === 0 ? 'none stuck' : `${grouped(stuck)} stuck`}
          tone={stuck === 0 ? 'good' : 'bad'}
        />
        {oldest_seconds === null ? null : <span>oldest {duration(oldest_seconds)}</span>}
        <Link to="/reservations" search={{ stuck: 'true' }}>
          Stuck reservations
        </Link>
      </div>
    </Panel>
  );
}

/** Who answered the snapshot. */
export function SourcesPanel({ sources }: { readonly sources: NowSnapshot['sources'] }): ReactElement {
  return (
    <Panel
      title="Sources"
      aside={`${sources.filter(({ state }) => state === 'ok').length} of ${sources.length} answered`}
    >
      <ul className={css['list']}>
        {sources.map(({ name, state, problem }) => (
          <li key={name}>
            <span>{name}</span>
            <span>
              <StateWord word={state} tone={state === 'ok' ? 'good' : 'bad'} />
              {problem === null ? null : <> {problem}</>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
