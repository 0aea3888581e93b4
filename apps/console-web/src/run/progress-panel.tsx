import type { ReactElement } from 'react';
import { Panel } from '../parts/panel.js';
import type { Recovery, RecoveryHistory } from '../recoveries/recovery-calls.js';
import { grouped, duration, rate } from '../words/format.js';
import { useNow } from '../words/use-now.js';
import css from './run.module.css';
import { attemptsOf, stepTimes } from './step-times.js';

interface ProgressPanelProps {
  readonly run: Recovery;
  readonly items: RecoveryHistory['items'];
  /** What the stream of progress says of itself. */
  readonly stream: 'connecting' | 'open' | 'over';
}

/** How far a run is: its steps with their times, and what is read and repaired. */
export function ProgressPanel({ run, items, stream }: ProgressPanelProps): ReactElement {
  const now_ms = useNow();
  const steps = stepTimes(run.mode, items);
  const attempts = attemptsOf(items);
  const running = run.status === 'running' || run.status === 'paused';
  return (
    <Panel
      title="Progress"
      aside={
        <>
          {attempts > 1 ? <span>attempt {attempts}: a process died and another took it up</span> : null}
          {running ? <span>{stream === 'open' ? 'live' : 'connecting'}</span> : null}
        </>
      }
    >
      <ol className={css['lane']} aria-label="Steps">
        {steps.map(({ step, state, from, to }) => (
          <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <b>{step}</b>
            <span>
              {from === null
                ? state
                : `${duration(((to === null ? now_ms : Date.parse(to)) - Date.parse(from)) / 1_000)}${state === 'ended' ? ', ended here' : ''}`}
            </span>
          </li>
        ))}
      </ol>
      {run.progress === null ? null : (
        <Figures progress={run.progress} limit={run.rate_limit_events_per_second} />
      )}
      {run.progress === null && running ? (
        <p className={css['note']}>Its figures come in a second: another process executes it.</p>
      ) : null}
    </Panel>
  );
}

interface FiguresProps {
  readonly progress: NonNullable<Recovery['progress']>;
  readonly limit: number | null;
}

function Figures({ progress, limit }: FiguresProps): ReactElement {
  const { events_total, events_read, events_per_second, repairs_sent, repairs_applied } = progress;
  const { units_total, units_done, limited_to_events_per_second: slowed } = progress;
  const left = Math.max(0, events_total - events_read);
  return (
    <div className={css['figures']}>
      <progress value={events_read} max={Math.max(events_total, 1)} aria-label="Events read" />
      <dl>
        <div>
          <dt>events read</dt>
          <dd>
            {grouped(events_read)} of {grouped(events_total)}
          </dd>
        </div>
        <div>
          <dt>events per second</dt>
          <dd>
            {rate(events_per_second)}
            {limit === null ? ', no limit' : `, at most ${grouped(limit)}`}
            {slowed === null ? '' : `; slowed to ${rate(slowed)}, because live traffic is late`}
          </dd>
        </div>
        <div>
          <dt>reading ends in</dt>
          <dd>
            {events_per_second > 0 && left > 0
              ? `about ${duration(left / events_per_second)}`
              : left === 0
                ? 'all read'
                : '–'}
          </dd>
        </div>
        {units_total === 0 ? null : (
          <div>
            <dt>units verified</dt>
            <dd>
              {grouped(units_done)} of {grouped(units_total)}
            </dd>
          </div>
        )}
        <div>
          <dt>repairs</dt>
          <dd>
            {grouped(repairs_applied)} applied of {grouped(repairs_sent)} sent
          </dd>
        </div>
      </dl>
    </div>
  );
}
