import type { ReactElement } from 'react';
import { useNowAnswer, useSeries } from '../api/live.js';
import type { Hop, NowSnapshot } from '@stockproof/console';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import parts from '../theme/parts.module.css';
import { ConfidencePanel } from './confidence-panel.js';
import { HopColumn } from './hop-column.js';
import { HopChart, seriesName } from './lag-chart.js';
import css from './now.module.css';
import { ApprovalsPanel, DeadLettersPanel, SagasPanel, SourcesPanel } from './waiting-panels.js';

const MINUTES = 15;

/** Is stock right and fresh, and if not, where does it stop. */
export function NowScreen(): ReactElement {
  const now = useNowAnswer();
  return (
    <>
      <PageHead
        title="Now"
        lead={now.data === undefined ? 'Waiting for the first look at every part.' : summary(now.data)}
      />
      {now.error === null ? null : <ProblemNote problem={now.error} of="Now" />}
      {now.data === undefined ? null : <Whole now={now.data} />}
    </>
  );
}

function Whole({ now }: { readonly now: NowSnapshot }): ReactElement {
  const names = now.hops.flatMap((hop) => [seriesName(hop, 'oldest_seconds'), seriesName(hop, 'per_second')]);
  const series = useSeries(names, MINUTES).data?.series ?? [];
  const lagOf = (hop: Hop): (readonly [number, number])[] => [
    ...(series.find(({ name }) => name === seriesName(hop, 'oldest_seconds'))?.points ?? []),
  ];
  const silent = new Set(now.sources.filter(({ state }) => state !== 'ok').map(({ name }): string => name));
  return (
    <div className={parts['stack']}>
      <ol className={css['hops']} aria-label="The way of an update">
        {now.hops.map((hop) => (
          <HopColumn key={hop.id} hop={hop} answered={!silent.has(hop.source)} lag={lagOf(hop)} />
        ))}
      </ol>
      <div className={css['panels']}>
        <ConfidencePanel confidence={now.confidence} />
        <ApprovalsPanel approvals={now.approvals} />
        <DeadLettersPanel dead_letters={now.dead_letters} />
        <SagasPanel sagas={now.sagas} />
        <SourcesPanel sources={now.sources} />
      </div>
      <Panel title="The last 15 minutes">
        <div className={css['charts']}>
          <HopChart
            title="Oldest waiting"
            unit="seconds"
            figure="oldest_seconds"
            hops={now.hops}
            series={series}
          />
          <HopChart title="Passing" unit="per second" figure="per_second" hops={now.hops} series={series} />
        </div>
      </Panel>
    </div>
  );
}

/** One sentence: the first hop that stands, or that is late, or that all move. */
export function summary({ hops, sources }: Pick<NowSnapshot, 'hops' | 'sources'>): string {
  const first = (verdict: Hop['verdict']): Hop | undefined => hops.find((hop) => hop.verdict === verdict);
  const stopped = first('stopped');
  if (stopped !== undefined) return `Updates stop at "${stopped.title}". ${stopped.why.join(' ')}`.trim();
  const late = first('late');
  if (late !== undefined) return `Updates are late at "${late.title}". ${late.why.join(' ')}`.trim();
  if (hops.every(({ verdict }) => verdict === 'unknown')) return 'Nothing is known of any hop.';
  const silent = sources.filter(({ state }) => state !== 'ok').map(({ name }) => name);
  if (silent.length > 0) return `What is known moves. No answer from ${silent.join(', ')}.`;
  const unknown = first('unknown');
  return unknown === undefined
    ? 'Updates pass every hop.'
    : `What is known moves; nothing is known of "${unknown.title}".`;
}
