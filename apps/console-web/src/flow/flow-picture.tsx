import type { ReactElement } from 'react';
import type { Hop } from '@stockproof/console';
import { grouped, duration, rate } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import css from './flow.module.css';
import { STATIONS } from './stations.js';

/** The way of an update as a picture, with what moves now. Without figures it shows the way alone. */
export function FlowPicture({ hops }: { readonly hops: readonly Hop[] }): ReactElement {
  const known = new Map(hops.map((hop) => [hop.id, hop]));
  return (
    <ol className={css['way']} aria-label="The way of an update">
      {STATIONS.map(({ id, name, what, code, carries }) => {
        const hop = known.get(id);
        return (
          <li key={id} data-verdict={hop?.verdict ?? 'none'}>
            <div className={css['station']}>
              <h2>
                {name} {hop === undefined ? null : <StateWord word={hop.verdict} />}
              </h2>
              <p>{what}</p>
              <p>
                <code>{code}</code>
              </p>
            </div>
            <div className={css['edge']}>
              <span aria-hidden="true">↓</span>
              <code>{carries}</code>
              {hop === undefined ? null : <span>{figures(hop)}</span>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function figures({ per_second, lag_messages, oldest_seconds }: Hop): string {
  return [
    per_second === null ? '' : `${rate(per_second)} per second`,
    lag_messages === null ? '' : lag_messages === 0 ? 'none waits' : `${grouped(lag_messages)} wait`,
    oldest_seconds === null || lag_messages === 0 ? '' : `the oldest ${duration(oldest_seconds)}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}
