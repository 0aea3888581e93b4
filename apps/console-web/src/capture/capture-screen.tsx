import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { useNowAnswer } from '../api/live.js';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { bytes, grouped, duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { type ConnectorSeen, connectorCalls } from './connector-calls.js';
import { runbookSteps } from './runbook-steps.js';

const OUTBOX_CONNECTOR = 'postgres-outbox-connector';

/** Whether changes really arrive: a verdict of several witnesses, not the word of one. */
export function CaptureScreen(): ReactElement {
  const request = connectorCalls.list();
  const answer = useAnswer(request, { every_ms: 3_000 });
  return (
    <>
      <PageHead
        title="Capture"
        lead="Whether changes really arrive in Kafka. Connect may say RUNNING while nothing moves, so the verdict is made of the slot, its reader, the heartbeat, the restarts and Connect's word; of the outbox also what was written beside what arrived."
        actions={<CopyAs request={request} cli="status" />}
      />
      {answer.error === null ? null : <ProblemNote problem={answer.error} of="Connectors" />}
      <div className={css['stack']}>
        {answer.data?.connectors.map((connector) => (
          <ConnectorPanel key={connector.name} connector={connector} />
        ))}
        {answer.data?.connectors.length === 0 ? <Nothing>No connector was checked yet.</Nothing> : null}
      </div>
    </>
  );
}

function ConnectorPanel({ connector }: { readonly connector: ConnectorSeen }): ReactElement {
  const { name, state, reason, detail, blocked, since, last_error, checked_at } = connector;
  const person = usePerson();
  const steps = runbookSteps(name, reason);
  return (
    <Panel title={name} aside={<StateWord word={state} />}>
      <div className={css['body']}>
        <p>
          <b>{reason}</b>: {detail}.{' '}
          <span className={css['muted']}>
            since <Age at={since} />
          </span>
        </p>
        {blocked === null ? null : (
          <p className={css['banner']} data-tone="bad">
            Stands still behind it: {blocked}
          </p>
        )}
      </div>
      <PastTheConnector name={name} />
      <Witnesses connector={connector} />
      <div className={css['body']}>
        {last_error === null ? null : (
          <details>
            <summary>Last error</summary>
            <pre className={css['digest']}>{last_error}</pre>
          </details>
        )}
        {steps.length === 0 ? null : (
          <section aria-label={`Runbook for ${name}`}>
            <h3>Runbook 10</h3>
            <ol className={css['steps']}>
              {steps.map(({ text, command }) => (
                <li key={text}>
                  {text}
                  {command === null ? null : <pre>{command}</pre>}
                </li>
              ))}
            </ol>
          </section>
        )}
        <div className={css['row']}>
          <ActButton
            name="Restart"
            reason
            why_not={
              person?.roles.includes('admin') === true
                ? ''
                : 'You do not have the role admin, which restarts it.'
            }
            request={(text) => connectorCalls.restart(name, text)}
          >
            <p>
              Connect restarts {name} with all its tasks. The service refuses it where that could skip
              changes. The security log keeps the reason.
            </p>
          </ActButton>
          <span className={css['muted']}>
            Checked <Age at={checked_at} />
          </span>
        </div>
      </div>
    </Panel>
  );
}

/** What the flow says of the outbox: what was written beside what arrived, whatever its connector says. */
function PastTheConnector({ name }: { readonly name: string }): ReactElement | null {
  const hop = useNowAnswer().data?.hops.find(({ id }) => id === 'outbox');
  if (name !== OUTBOX_CONNECTOR || hop === undefined || hop.verdict === 'ok') return null;
  return (
    <div className={css['body']}>
      <p className={css['banner']} data-tone={hop.verdict === 'stopped' ? 'bad' : undefined}>
        <StateWord word={hop.verdict} /> {hop.why.join(' ')}
      </p>
    </div>
  );
}

function Witnesses({ connector }: { readonly connector: ConnectorSeen }): ReactElement {
  const { slot, slot_name, connect, heartbeat_age_ms, restarts, failures } = connector;
  return (
    <dl className={css['facts']}>
      <dt>Connect says</dt>
      <dd>
        {connect.state}
        {connect.tasks.map(({ id, state }) => `, task ${id} ${state}`)}
      </dd>
      <dt>Slot {slot_name}</dt>
      <dd>
        {slot === null ? (
          <StateWord word="missing" />
        ) : (
          <>
            {slot.active ? 'has a reader' : <StateWord word="no reader" tone="bad" />},{' '}
            {bytes(slot.lag_bytes)} not confirmed
            {slot.wal_status === null ? '' : `, WAL ${slot.wal_status}`}
            {slot.invalidation_reason === null ? '' : `, invalidated: ${slot.invalidation_reason}`}
          </>
        )}
      </dd>
      <dt>Until the slot is lost</dt>
      <dd>
        {slot === null || slot.safe_wal_size === null
          ? 'no limit is set'
          : `${bytes(slot.safe_wal_size)} of WAL`}
      </dd>
      <dt>Newest change in Kafka</dt>
      <dd>{heartbeat_age_ms === null ? 'none is known' : `${duration(heartbeat_age_ms / 1_000)} old`}</dd>
      <dt>Restarts</dt>
      <dd>
        {grouped(restarts)} of failed tasks, found failed {grouped(failures)} times
      </dd>
    </dl>
  );
}
