import type { NowSnapshot } from '@stockproof/console';
import type { PipelinePoll } from '../sources/readings.js';

/** The reservations that are stuck, 500 at most; null if the reservation service did not answer. Pure. */
export function describeSagas({
  readings,
  at_ms,
}: Pick<PipelinePoll, 'readings' | 'at_ms'>): NowSnapshot['sagas'] {
  const { stuck } = readings;
  if (stuck === null) return null;
  const requested_ms = stuck.map(({ requested_at }) => Date.parse(requested_at));
  const oldest_seconds = stuck.length === 0 ? null : Math.max(0, at_ms - Math.min(...requested_ms)) / 1_000;
  return { stuck: stuck.length, oldest_seconds };
}
