import type { ReactElement } from 'react';
import type { Hop } from '@stockproof/console';
import { Sparkline } from '../charts/sparkline.js';
import { grouped, duration, rate } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import css from './now.module.css';

interface HopColumnProps {
  readonly hop: Hop;
  /** Whether its source answered. */
  readonly answered: boolean;
  /** Age of the oldest unfinished message over the last minutes. */
  readonly lag: readonly (readonly [number, number])[];
}

/** A station on the way of an update: whether it moves, and if not, why. */
export function HopColumn({ hop, answered, lag }: HopColumnProps): ReactElement {
  const { title, verdict, why, oldest_seconds, per_second, lag_messages, clears_in_seconds, source } = hop;
  return (
    <li className={css['hop']} data-verdict={answered ? verdict : 'unknown'} data-answered={answered}>
      <h2>{title}</h2>
      <StateWord word={answered ? verdict : 'unknown'} />
      <p className={css['lag']}>
        {oldest_seconds === null ? '–' : duration(oldest_seconds)}
        <span>oldest waiting</span>
      </p>
      <Sparkline points={lag} label={`Age of the oldest waiting message at ${title}, the last 15 minutes`} />
      <dl>
        <dt>per second</dt>
        <dd>{per_second === null ? '–' : rate(per_second)}</dd>
        <dt>waiting</dt>
        <dd>{lag_messages === null ? '–' : grouped(lag_messages)}</dd>
        <dt>clears in</dt>
        <dd>{clears_in_seconds === null || lag_messages === 0 ? '–' : duration(clears_in_seconds)}</dd>
      </dl>
      {answered ? null : <p className={css['why']}>{source} does not answer.</p>}
      {why.map((sentence) => (
        <p key={sentence} className={css['why']}>
          {sentence}
        </p>
      ))}
    </li>
  );
}
