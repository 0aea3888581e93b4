import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAnswer, usePages } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { PagedTable } from '../parts/paged-table.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { deadLetterCalls, type Redrive } from './dead-letter-calls.js';
import own from './dead-letters.module.css';

const PAGE = 20;

/** One redrive: exactly what would be sent, and the next thing to do. */
export function RedrivePanel({ id }: { readonly id: string }): ReactElement {
  const answer = useAnswer(deadLetterCalls.redrive(id), { every_ms: 5_000 });
  if (answer.error !== null) return <ProblemNote problem={answer.error} of="Redrive" />;
  if (answer.data === undefined) return <Panel title={`Redrive ${id}`} />;
  const redrive = answer.data;
  return (
    <Panel title={`Redrive ${id}`} aside={<StateWord word={redrive.status} />}>
      <dl className={css['facts']}>
        <dt>Dead letter</dt>
        <dd>
          <Link to="/dead-letters" search={(now) => ({ ...now, dead_letter: redrive.dead_letter })}>
            {redrive.dead_letter}
          </Link>
        </dd>
        <dt>Becomes</dt>
        <dd>
          event {redrive.event_id} of {redrive.seller_id}
        </dd>
        <dt>Asked by</dt>
        <dd>
          {redrive.requested_by}, <Age at={redrive.requested_at} />: {redrive.reason}
        </dd>
        <dt>Approved by</dt>
        <dd>
          {redrive.approved_by ?? 'nobody yet'}
          {redrive.expires_at === null ? null : (
            <>
              , may be sent until <Age at={redrive.expires_at} />
            </>
          )}
        </dd>
        <dt>Digest</dt>
        <dd className={css['digest']}>{redrive.digest}</dd>
      </dl>
      <div className={css['body']}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
        <pre className={own['bytes']} tabIndex={0} aria-label="What is sent">
          {redrive.value}
        </pre>
        <RedriveActs redrive={redrive} />
      </div>
    </Panel>
  );
}

function RedriveActs({ redrive }: { readonly redrive: Redrive }): ReactElement {
  const { redrive_id: id, digest, status, may } = redrive;
  const whyNot = ({ why }: { readonly why: string | null }): string => why ?? '';
  return (
    <div className={css['row']}>
      {status === 'requested' || status === 'expired' ? (
        <ActButton
          name="Approve what is shown"
          primary
          why_not={whyNot(may.approve)}
          request={() => deadLetterCalls.approve(id, digest)}
          cli={() => `redrives approve ${id} --digest ${digest}`}
        >
          <p>You approve exactly the text above, for this dead letter. It is not sent yet.</p>
          <p className={css['digest']}>{digest}</p>
        </ActButton>
      ) : null}
      {status === 'approved' ? (
        <ActButton
          name="Send"
          primary
          why_not={whyNot(may.send)}
          request={() => deadLetterCalls.send(id)}
          cli={() => `redrives send ${id}`}
        >
          <p>It is sent once, between two verifications of its offer.</p>
        </ActButton>
      ) : null}
      {status === 'sent' || status === 'withdrawn' ? null : (
        <ActButton
          name="Withdraw"
          reason
          why_not={whyNot(may.withdraw)}
          request={(reason) => deadLetterCalls.withdraw(id, reason)}
          cli={(reason) => `redrives withdraw ${id} --reason ${JSON.stringify(reason)}`}
        />
      )}
    </div>
  );
}

/** Redrives that were asked for, newest first. */
export function RedrivesPanel(): ReactElement {
  const pages = usePages(
    (after) => deadLetterCalls.redrives(after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.redrive_id),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PagedTable
      title="Redrives"
      heads={['redrive', 'status', 'dead letter', 'becomes', 'asked by', 'asked']}
      pages={pages}
      items={items}
      empty="Nobody has asked for one."
      row={({ redrive_id, status, dead_letter, event_id, requested_by, requested_at }) => (
        <tr key={redrive_id}>
          <td>
            <Link to="/dead-letters" search={(now) => ({ ...now, redrive: redrive_id })}>
              <code>{redrive_id}</code>
            </Link>
          </td>
          <td>
            <StateWord word={status} />
          </td>
          <td>{dead_letter}</td>
          <td>{event_id}</td>
          <td>{requested_by}</td>
          <td>
            <Age at={requested_at} />
          </td>
        </tr>
      )}
    />
  );
}
