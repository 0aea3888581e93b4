import type { ReactElement } from 'react';
import type { NowSnapshot } from '@stockproof/console';
import { Panel } from '../parts/panel.js';
import { grouped, duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import css from './now.module.css';

const LEVELS = ['trusted', 'unverified', 'suspect', 'untrusted'] as const;

/** What is proven of the stock. Suspect offers are among the others: they are not in the sum. */
export function ConfidencePanel({
  confidence,
}: {
  readonly confidence: NowSnapshot['confidence'];
}): ReactElement {
  if (confidence === null) return <Panel title="Confidence" missing="recovery" />;
  const { trusted, untrusted, unverified, oldest_proof_seconds } = confidence;
  const all = trusted + untrusted + unverified;
  return (
    <Panel
      title="Confidence"
      aside={
        oldest_proof_seconds === null ? 'no proof yet' : `oldest proof ${duration(oldest_proof_seconds)}`
      }
    >
      <ConfidenceBar parts={[trusted, unverified, untrusted]} />
      <dl className={css['levels']}>
        {LEVELS.map((level) => (
          <div key={level}>
            <dt>
              <StateWord
                word={level}
                tone={confidence[level] === 0 && level !== 'trusted' ? 'quiet' : levelTone(level)}
              />
            </dt>
            <dd>
              {grouped(confidence[level])}
              {level === 'suspect' || all === 0 ? null : <span> {share(confidence[level], all)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function levelTone(level: (typeof LEVELS)[number]): 'good' | 'warn' | 'bad' {
  return level === 'trusted' ? 'good' : level === 'unverified' ? 'warn' : 'bad';
}

/** Never 100 % of what is not all, never 0 % of what is something. */
function share(part: number, all: number): string {
  const percent = (part / all) * 100;
  if (part > 0 && percent < 0.1) return '< 0.1 %';
  if (part < all && percent > 99.9) return '> 99.9 %';
  return `${percent.toFixed(percent > 0 && percent < 100 ? 1 : 0)} %`;
}

/** The parts side by side, each at least so wide that it is seen. */
function ConfidenceBar({ parts }: { readonly parts: readonly [number, number, number] }): ReactElement {
  const all = parts.reduce((sum, part) => sum + part, 0);
  let at = 0;
  return (
    <svg className={css['bar']} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((part, index) => {
        const width = all === 0 || part === 0 ? 0 : Math.max((part / all) * 1_000, 8);
        const x = at;
        at += width;
        return (
          <rect
            key={['trusted', 'unverified', 'untrusted'][index]}
            data-part={index}
            x={x}
            width={width}
            height="10"
          />
        );
      })}
    </svg>
  );
}
