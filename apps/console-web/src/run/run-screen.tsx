import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStream } from '../api/stream.js';
import { keyOf, useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import { scopeText } from '../recoveries/scope-text.js';
import css from '../theme/parts.module.css';
import { counted } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { Controls } from './controls.js';
import { HistoryPanel } from './history-panel.js';
import { OffersPanel } from './offers-panel.js';
import { PlanPanel } from './plan-panel.js';
import { ProgressPanel } from './progress-panel.js';

const OVER: readonly string[] = ['completed', 'rejected', 'aborted', 'failed'];

const route = getRouteApi('/recoveries/$id');

/** One recovery: approve, watch, stop. */
export function RunScreen(): ReactElement {
  const { id } = route.useParams();
  const run = useAnswer(recoveryCalls.show(id));
  return (
    <>
      <PageHead
        title={run.data === undefined ? 'Recovery' : `${titleOf(run.data.mode)} of ${run.data.contract}`}
        lead={<code>{id}</code>}
        actions={<CopyAs request={recoveryCalls.show(id)} cli={`recovery show ${id}`} />}
      />
      {run.error === null ? null : <ProblemNote problem={run.error} of="Recovery" />}
      {run.data === undefined ? null : <Run key={id} run={run.data} />}
    </>
  );
}

function Run({ run }: { readonly run: Recovery }): ReactElement {
  const client = useQueryClient();
  const { recovery_id: id } = run;
  const history = useAnswer(recoveryCalls.history(id));
  const address = OVER.includes(run.status)
    ? null
    : `/api/recovery/v1/recoveries/${encodeURIComponent(id)}/progress`;
  const stream = useStream(address, ['progress', 'over'], 'over', (_name, data) => {
    const fresh = data as Recovery;
    client.setQueryData(keyOf(recoveryCalls.show(id)), fresh);
    // A step or a status that changed has an entry in the history.
    if (fresh.status !== run.status || fresh.step !== run.step)
      void client.invalidateQueries({ queryKey: keyOf(recoveryCalls.history(id)) });
  });
  const items = history.data?.items ?? [];
  const { result } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={css['stack']}>
      <Standing run={run} />
      <Controls run={run} />
      <div className={css['grid']}>
        <RequestPanel run={run} />
        <PlanPanel run={run} />
      </div>
      <ProgressPanel run={run} items={items} stream={stream} />
      <OffersPanel
        id={id}
        status={run.status}
        result={result}
        choose={(chosen) => void navigate({ search: { result: chosen }, replace: true })}
      />
      {history.error === null ? null : <ProblemNote problem={history.error} of="History" />}
      <HistoryPanel items={items} />
    </div>
  );
}

const TITLES: Readonly<Record<Recovery['mode'], string>> = {
  verify: 'Verification',
  repair: 'Repair',
  what_if: 'What-if',
  promote: 'Promotion',
};
const titleOf = (mode: Recovery['mode']): string => TITLES[mode];

/** One sentence: whether anything has changed. */
function Standing({ run }: { readonly run: Recovery }): ReactElement {
  const { status, mode, confidence_status, reason, progress, recovery_id } = run;
  const applied = progress?.repairs_applied ?? 0;
  const nothing =
    mode === 'verify' ||
    mode === 'what_if' ||
    ['requested', 'planned', 'approved', 'rejected'].includes(status);
  return (
    <div className={css['banner']} data-tone={status === 'failed' ? 'bad' : undefined}>
      <StateWord word={status} />{' '}
      {confidence_status === null ? null : (
        <>
          verdict <StateWord word={confidence_status} />{' '}
        </>
      )}
      <span>
        {nothing
          ? 'Nothing has changed.'
          : applied > 0
            ? `${counted(applied, 'repair was', 'repairs were')} applied.`
            : ''}{' '}
        {reason ?? ''}
      </span>
      {status === 'completed' ? (
        <p>
          <Link to="/evidence/$id" params={{ id: recovery_id }}>
            Signed evidence
          </Link>
        </p>
      ) : null}
    </div>
  );
}

function RequestPanel({ run }: { readonly run: Recovery }): ReactElement {
  const { scope, owner, intent, requested_by, resumed, candidate, rate_limit_events_per_second: limit } = run;
  return (
    <Panel title="Request">
      <dl className={css['facts']}>
        <dt>Scope</dt>
        <dd>{scopeText(scope)}</dd>
        <dt>Intent</dt>
        <dd>{intent}</dd>
        <dt>Requested by</dt>
        <dd>{requested_by}</dd>
        <dt>Owner</dt>
        <dd>{owner}</dd>
        {candidate === null ? null : (
          <>
            <dt>Candidate</dt>
            <dd>
              {candidate.name}, version {candidate.version}
            </dd>
          </>
        )}
        <dt>Rate</dt>
        <dd>{limit === null ? 'no limit' : `at most ${limit} events a second`}</dd>
        {resumed === 0 ? null : (
          <>
            <dt>Taken up again</dt>
            <dd>{resumed} times</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
