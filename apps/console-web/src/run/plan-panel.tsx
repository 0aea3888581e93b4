import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { Nothing, Panel } from '../parts/panel.js';
import { mayAct, mustBeApproved } from '../recoveries/may-act.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { counted, duration, grouped } from '../words/format.js';
import { useNow } from '../words/use-now.js';
import { planChanges } from './plan-changes.js';

/** The plan as it was when it was put on the screen. What is approved is this, and not a plan that came meanwhile. */
type Seen = Pick<Recovery, 'plan_digest' | 'blast_radius' | 'code_version'>;

const seenOf = ({ plan_digest, blast_radius, code_version }: Recovery): Seen => ({
  plan_digest,
  blast_radius,
  code_version,
});

/** What a run may touch, and its approval. */
export function PlanPanel({ run }: { readonly run: Recovery }): ReactElement {
  const [seen, setSeen] = useState(() => seenOf(run));
  const changed = seen.plan_digest !== null && run.plan_digest !== seen.plan_digest;
  const plan = seen.plan_digest === null ? seenOf(run) : seen;
  const digest = plan.plan_digest;
  if (digest === null || plan.blast_radius === null)
    return (
      <Panel title="Plan">
        <Nothing>There is no plan yet.</Nothing>
      </Panel>
    );
  const { offers, events, sellers, messages_at_most, estimated_seconds, topics } = plan.blast_radius;
  return (
    <Panel title="Plan" aside={mustBeApproved(run.mode) ? 'needs another person' : 'changes nothing'}>
      <dl className={css['facts']}>
        <dt>It touches at most</dt>
        <dd>
          {counted(offers, 'offer')} of {counted(sellers, 'seller')}
        </dd>
        <dt>It reads</dt>
        <dd>
          {grouped(events)} events, about {duration(estimated_seconds)}
        </dd>
        <dt>It sends at most</dt>
        <dd>
          {counted(messages_at_most, 'message')}
          {topics.length === 0 ? '' : ` to ${topics.join(', ')}`}
        </dd>
        <dt>Code version</dt>
        <dd>
          <code>{plan.code_version ?? '–'}</code>
        </dd>
        <dt>Plan digest</dt>
        <dd className={css['digest']}>{digest}</dd>
      </dl>
      {changed ? (
        <PlanChanged seen={plan} run={run} show={() => setSeen(seenOf(run))} />
      ) : mustBeApproved(run.mode) ? (
        <Approval run={run} digest={digest} touches={touchesText(plan.blast_radius)} />
      ) : null}
    </Panel>
  );
}

interface PlanChangedProps {
  readonly seen: Seen;
  readonly run: Recovery;
  readonly show: () => void;
}

/** Nothing changes under the pointer: the new plan is announced, and shown when it is asked for. */
function PlanChanged({ seen, run, show }: PlanChangedProps): ReactElement {
  return (
    <div className={css['body']}>
      <div className={css['banner']} data-tone="warn" role="status">
        <p>
          <b>The plan was made again while you looked at it.</b> An approval of this one is void.
        </p>
        <ul>
          {planChanges(seen, run).map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
        <Button size="xs" variant="default" onClick={show}>
          Show the new plan
        </Button>
      </div>
    </div>
  );
}

/** What a plan may touch, in a sentence. */
function touchesText({
  offers,
  sellers,
  messages_at_most,
}: Pick<NonNullable<Recovery['blast_radius']>, 'offers' | 'sellers' | 'messages_at_most'>): string {
  return `It touches at most ${counted(offers, 'offer')} of ${counted(sellers, 'seller')}, and sends at most ${counted(messages_at_most, 'message')}.`;
}

interface ApprovalProps {
  readonly run: Recovery;
  /** Of the plan on the screen. */
  readonly digest: string;
  readonly touches: string;
}

function Approval({ run, digest, touches }: ApprovalProps): ReactElement {
  const person = usePerson();
  const now_ms = useNow();
  const may = (act: Parameters<typeof mayAct>[0]): string => mayAct(act, run, person, now_ms).why;
  const { recovery_id, approval } = run;
  if (approval !== null) return <Approved approval={approval} />;
  if (run.status !== 'planned') return <Nothing>It is {run.status}.</Nothing>;
  return (
    <div className={css['body']}>
      <div className={css['row']}>
        <ActButton
          name="Approve this plan"
          primary
          why_not={may('approve')}
          request={() => recoveryCalls.approve(recovery_id, { plan_digest: digest })}
          cli={() => `recovery approve ${recovery_id} --digest ${digest}`}
        >
          <p>{touches} It does not run yet: who asked for it starts it. You approve it by its digest:</p>
          <p className={css['digest']}>{digest}</p>
        </ActButton>
        <ActButton
          name="Reject"
          reason
          why_not={may('reject')}
          request={(reason) => recoveryCalls.reject(recovery_id, reason)}
          cli={(reason) => `recovery reject ${recovery_id} --reason ${JSON.stringify(reason)}`}
        />
        {run.may.break_glass ? (
          <ActButton
            name="Break the glass"
            danger
            reason
            why_not={may('break_glass')}
            request={(reason) => recoveryCalls.approve(recovery_id, { plan_digest: digest, reason })}
            cli={(reason) =>
              `recovery approve ${recovery_id} --digest ${digest} --reason ${JSON.stringify(reason)}`
            }
          >
            <p className={css['banner']} data-tone="bad">
              You approve it alone. It raises an alarm, and another person reviews it.
            </p>
          </ActButton>
        ) : null}
      </div>
    </div>
  );
}

function Approved({ approval }: { readonly approval: NonNullable<Recovery['approval']> }): ReactElement {
  const now_ms = useNow();
  const left_s = (Date.parse(approval.expires_at) - now_ms) / 1_000;
  return (
    <div className={css['body']}>
      <p className={css['banner']} data-tone={approval.break_glass ? 'bad' : 'good'}>
        {approval.break_glass ? 'Glass broken by ' : 'Approved by '}
        <b>{approval.by}</b>
        {approval.reason === null ? '' : `: ${approval.reason}`}.{' '}
        {left_s > 0 ? `It may be started for another ${duration(left_s)}, until ` : 'The approval ended '}
        <Age at={approval.expires_at} />.
      </p>
    </div>
  );
}
