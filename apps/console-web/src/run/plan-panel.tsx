import { Button } from '@mantine/core';
import { type ReactElement, useId, useState } from 'react';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { Nothing, Panel } from '../parts/panel.js';
import { mayAct, mustBeApproved, type RecoveryAct } from '../recoveries/may-act.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { counted, duration } from '../words/format.js';
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
  const banner = useId();
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
          {counted(events, 'event')}, about {duration(estimated_seconds)}
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
      {changed ? <PlanChanged id={banner} seen={plan} run={run} show={() => setSeen(seenOf(run))} /> : null}
      {mustBeApproved(run.mode) ? (
        <Approval
          run={run}
          digest={digest}
          void_at={changed ? banner : null}
          touches={touchesText(plan.blast_radius)}
        />
      ) : null}
    </Panel>
  );
}

interface PlanChangedProps {
  readonly id: string;
  readonly seen: Seen;
  readonly run: Recovery;
  readonly show: () => void;
}

/** Nothing changes under the pointer: the new plan is announced, and shown when it is asked for. */
function PlanChanged({ id, seen, run, show }: PlanChangedProps): ReactElement {
  return (
    <div className={css['body']}>
      <div id={id} className={css['banner']} data-tone="warn" role="status">
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
  /** Id of what says that there is another plan than the one on the screen; null if there is none. */
  readonly void_at: string | null;
  readonly touches: string;
}

function Approval({ run, digest, void_at, touches }: ApprovalProps): ReactElement {
  const person = usePerson();
  const now_ms = useNow();
  const may = (act: RecoveryAct): { readonly why_not: string; readonly why_at?: string } =>
    void_at === null
      ? { why_not: mayAct(act, run, person, now_ms).why }
      : { why_not: 'There is another plan.', why_at: void_at };
  const { recovery_id, approval } = run;
  if (approval !== null) return <Approved approval={approval} />;
  if (run.status !== 'planned') return <Nothing>It is {run.status}.</Nothing>;
  return (
    <div className={css['body']}>
      <div className={css['row']}>
        <ActButton
          name="Approve this plan"
          primary
          {...may('approve')}
          request={() => recoveryCalls.approve(recovery_id, { plan_digest: digest })}
          cli={() => `recovery approve ${recovery_id} --digest ${digest}`}
        >
          <p>{touches} It does not run yet: who asked for it starts it. You approve it by its digest:</p>
          <p className={css['digest']}>{digest}</p>
        </ActButton>
        <ActButton
          name="Reject"
          reason
          {...may('reject')}
          request={(reason) => recoveryCalls.reject(recovery_id, reason)}
          cli={(reason) => `recovery reject ${recovery_id} --reason ${JSON.stringify(reason)}`}
        />
        {run.may.break_glass ? (
          <ActButton
            name="Break the glass"
            danger
            reason
            {...may('break_glass')}
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
