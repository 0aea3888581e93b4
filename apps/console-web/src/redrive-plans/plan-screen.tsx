import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAnswer, usePages } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { More } from '../parts/more.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { counted, grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { planCalls, type RedrivePlanAnswer } from './plan-calls.js';
import { PlanLines } from './plan-lines.js';

const PAGE = 100;
const EVERY_MS = 2_000;

const route = getRouteApi('/dead-letters/plans/$id');

/** One plan: exactly what is sent, its approval, how far it has come, and what became of each dead letter. */
export function PlanScreen(): ReactElement {
  const { id } = route.useParams();
  const answer = useAnswer(planCalls.show(id), { every_ms: EVERY_MS });
  const plan = answer.data;
  return (
    <>
      <PageHead
        title="Redrive plan"
        lead={<code>{id}</code>}
        actions={<CopyAs request={planCalls.show(id)} cli={`redrive-plans show ${id}`} />}
      />
      {answer.error === null ? null : <ProblemNote problem={answer.error} of="Plan" />}
      {plan === undefined ? null : (
        <div className={css['stack']}>
          <Progress plan={plan} />
          <Acts plan={plan} />
          <Facts plan={plan} />
          <Lines key={id} plan={plan} />
        </div>
      )}
    </>
  );
}

function Progress({ plan }: { readonly plan: RedrivePlanAnswer }): ReactElement {
  const { status, dead_letters, counts, void_reason } = plan;
  const settled = dead_letters - counts.open;
  return (
    <div className={css['banner']} data-tone={status === 'void' ? 'bad' : undefined}>
      <StateWord word={status} />{' '}
      <progress max={dead_letters} value={settled} aria-label="dead letters that are settled" />{' '}
      <span>
        {grouped(settled)} of {counted(dead_letters, 'dead letter is', 'dead letters are')} settled:{' '}
        {grouped(counts.redriven)} redriven, {grouped(counts.refused)} refused,{' '}
        {grouped(counts.already_closed)} already closed, {grouped(counts.undecided)} not decided.{' '}
        {void_reason ?? ''}
      </span>
    </div>
  );
}

function Acts({ plan }: { readonly plan: RedrivePlanAnswer }): ReactElement {
  const { plan_id: id, digest, may, status, dead_letters, counts } = plan;
  return (
    <div className={css['row']}>
      {['requested', 'approved', 'expired'].includes(status) ? (
        <ActButton
          name="Approve this set"
          primary
          why_not={may.why ?? ''}
          request={() => planCalls.approve(id, digest)}
          cli={() => `redrive-plans approve ${id} --digest ${digest}`}
        >
          <p>
            You approve exactly these lines:{' '}
            {counted(dead_letters - counts.refused, 'message is', 'messages are')} sent. The service begins at
            once.
          </p>
          <p className={css['digest']}>{digest}</p>
        </ActButton>
      ) : null}
      {may.withdraw ? (
        <ActButton
          name="Withdraw"
          danger
          reason
          why_not=""
          request={(reason) => planCalls.withdraw(id, reason)}
          cli={(reason) => `redrive-plans withdraw ${id} --reason ${JSON.stringify(reason)}`}
        >
          <p>Nothing more is sent. What was sent stays sent.</p>
        </ActButton>
      ) : null}
    </div>
  );
}

function Facts({ plan }: { readonly plan: RedrivePlanAnswer }): ReactElement {
  const { filter, patch, requested_by, requested_at, reason, approved_by, expires_at, digest } = plan;
  const { redrives_per_second: rate, left_out, verified_before, verified_after } = plan;
  const wanted = Object.entries(filter).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  return (
    <Panel title="What was asked for">
      <dl className={css['facts']}>
        <dt>Filter</dt>
        <dd>
          {wanted.length === 0 ? 'all that were open' : wanted.join(', ')}
          {left_out ? '; more matched, and are not in this plan' : ''}
        </dd>
        <dt>Correction</dt>
        <dd>{patch === null ? 'none: each is sent as it is' : <code>{JSON.stringify(patch)}</code>}</dd>
        <dt>Rate</dt>
        <dd>at most {rate} a second</dd>
        <dt>Asked by</dt>
        <dd>
          {requested_by}, <Age at={requested_at} />: {reason}
        </dd>
        <dt>Approved by</dt>
        <dd>
          {approved_by ?? 'nobody yet'}
          {expires_at === null ? null : (
            <>
              , sends until <Age at={expires_at} />
            </>
          )}
        </dd>
        <dt>Digest</dt>
        <dd className={css['digest']}>{digest}</dd>
        <dt>Verified</dt>
        <dd>
          before <Run id={verified_before} />, after <Run id={verified_after} />
        </dd>
      </dl>
    </Panel>
  );
}

function Run({ id }: { readonly id: string | null }): ReactElement {
  if (id === null) return <>not yet</>;
  return (
    <Link to="/evidence/$id" params={{ id }}>
      {id}
    </Link>
  );
}

function Lines({ plan }: { readonly plan: RedrivePlanAnswer }): ReactElement {
  const pages = usePages(
    (after) => planCalls.lines(plan.plan_id, after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : String(items.at(-1)?.line)),
    plan.status === 'running' ? { every_ms: EVERY_MS } : {},
  );
  const lines = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Dead letters of the plan">
      {pages.error === null ? null : <ProblemNote problem={pages.error} of="Lines" />}
      <PlanLines lines={lines} />
      <More {...pages} shown={lines.length} />
    </Panel>
  );
}
