import type { PartitionRead } from '../sources/answers.js';
import { type Assessed, numbered, inWords, WELL } from './assessed.js';

/** A message that waits for longer than this is late, as the objective of published changes has it. */
const LATE_S = 5;
/** A partition whose oldest message has waited this long, and that applied nothing for as long, does not move. */
const STOPPED_S = 30;

/** Whether a consumer group moves. Of the partitions that are behind, the one whose message waits longest is named. Pure. */
export function assessConsumer(partitions: readonly PartitionRead[], at_ms: number): Assessed {
  if (partitions.length === 0)
    return { verdict: 'unknown', why: ['The group has not stored a position yet.'] };
  const behind = partitions
    .filter(({ oldest_seconds }) => (oldest_seconds ?? 0) > LATE_S)
    .sort((one, other) => (other.oldest_seconds ?? 0) - (one.oldest_seconds ?? 0));
  const stopped = behind.find((one) => isStopped(one, at_ms));
  const [worst] = behind;
  if (stopped !== undefined) {
    const idle = inWords(idleSeconds(stopped, at_ms));
    return { verdict: 'stopped', why: [`${waiting(stopped)}, and nothing was applied for ${idle}.`] };
  }
  return worst === undefined ? WELL : { verdict: 'late', why: [`${waiting(worst)}.`] };
}

function isStopped(one: PartitionRead, at_ms: number): boolean {
  return (one.oldest_seconds ?? 0) >= STOPPED_S && idleSeconds(one, at_ms) >= STOPPED_S;
}

function idleSeconds({ last_progress_at }: PartitionRead, at_ms: number): number {
  return Math.max(0, at_ms - Date.parse(last_progress_at)) / 1_000;
}

function waiting({ topic, partition, lag_messages, oldest_seconds }: PartitionRead): string {
  const number = lag_messages === null ? 'its messages' : numbered(lag_messages, 'message');
  return `${topic}/${partition}: the oldest of ${number} has waited for ${inWords(oldest_seconds ?? 0)}`;
}
