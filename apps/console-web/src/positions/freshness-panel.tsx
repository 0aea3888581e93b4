import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { positionCalls } from './position-calls.js';

/** How old what the view shows is, by the heartbeats of the ledger. */
export function FreshnessPanel(): ReactElement {
  const request = positionCalls.freshness();
  const answer = useAnswer(request, { every_ms: 3_000 });
  if (answer.error !== null) return <ProblemNote problem={answer.error} of="Freshness" />;
  if (answer.data === undefined) return <Panel title="Freshness of the view" />;
  const { status, oldest_ms, bound_ms, topic, partitions } = answer.data;
  return (
    <Panel
      title="Freshness of the view"
      aside={
        <>
          <StateWord word={status} />
          <CopyAs request={request} />
        </>
      }
    >
      <p className={css['body']}>
        <span>
          {oldest_ms === null
            ? 'No heartbeat has come yet'
            : `The oldest partition is ${duration(oldest_ms / 1_000)} behind the ledger`}
          ; after {duration(bound_ms / 1_000)} stock is shown as stale.
        </span>
      </p>
      <ScrollTable
        label="Freshness of each partition"
        heads={['partition', 'status', { number: 'age' }, 'as of']}
      >
        {partitions.map(({ partition, as_of, age_ms, status: word }) => (
          <tr key={partition}>
            <td>
              {topic}/{partition}
            </td>
            <td>
              <StateWord word={word} />
            </td>
            <td data-number>{age_ms === null ? '–' : duration(age_ms / 1_000)}</td>
            <td>{as_of === null ? 'no heartbeat yet' : <Age at={as_of} />}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}
