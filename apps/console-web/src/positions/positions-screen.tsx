import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { duration, grouped } from '../words/format.js';
import { FreshnessPanel } from './freshness-panel.js';
import { positionCalls, type GroupPositions, READERS } from './position-calls.js';

const EVERY_MS = 3_000;

/** Who reads which partition, how far, and how old what is shown is. */
export function PositionsScreen(): ReactElement {
  return (
    <>
      <PageHead
        title="Positions"
        lead="How far each consumer group has come in each partition, what waits there and since when; and how old the stock is that buyers are shown."
      />
      <div className={css['stack']}>
        <FreshnessPanel />
        {READERS.map((service) => (
          <ReaderPanel key={service} service={service} />
        ))}
      </div>
    </>
  );
}

function ReaderPanel({ service }: { readonly service: (typeof READERS)[number] }): ReactElement {
  const request = positionCalls.of(service);
  const answer = useAnswer(request, { every_ms: EVERY_MS });
  if (answer.error !== null) return <ProblemNote problem={answer.error} of={`Positions of ${service}`} />;
  if (answer.data === undefined) return <Panel title={service} />;
  const { group, partitions } = answer.data;
  return (
    <Panel
      title={service}
      aside={
        <>
          <span>group {group}</span>
          <CopyAs request={request} />
        </>
      }
    >
      {partitions.length === 0 ? (
        <Nothing>It reads no partition.</Nothing>
      ) : (
        <PartitionRows partitions={partitions} />
      )}
    </Panel>
  );
}

function PartitionRows({ partitions }: Pick<GroupPositions, 'partitions'>): ReactElement {
  return (
    <ScrollTable
      label="Partitions"
      heads={[
        'partition',
        { number: 'position' },
        { number: 'end' },
        { number: 'waiting' },
        { number: 'oldest' },
        'moved last',
        'read by',
      ]}
    >
      {partitions.map((one) => (
        <tr key={`${one.topic}/${one.partition}`}>
          <td>
            {one.topic}/{one.partition}
          </td>
          <td data-number>{count(one.position)}</td>
          <td data-number>{count(one.end)}</td>
          <td data-number>{count(one.lag_messages)}</td>
          <td data-number>{one.oldest_seconds === null ? '–' : duration(one.oldest_seconds)}</td>
          <td>{one.last_progress_at === null ? '–' : <Age at={one.last_progress_at} />}</td>
          <td>{one.holder ?? 'nobody'}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function count(value: number | null): string {
  return value === null ? '–' : grouped(value);
}
