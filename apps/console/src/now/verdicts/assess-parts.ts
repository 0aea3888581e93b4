import type { Readings } from '../sources/readings.js';
import type { FreshnessRead } from '../sources/answers.js';
import { type Assessed, numbered, inWords, WELL } from './assessed.js';

type Taken = NonNullable<Readings['taken']>;

/** Whether ingestion gets updates into Kafka: it does not if events waited at both polls and none was acknowledged between. Pure. */
export function assessIntake(now: Taken, before: Taken | null): Assessed {
  const waited = Math.min(now.pending ?? 0, before?.pending ?? 0);
  if (waited === 0 || now.queued === null || now.queued !== before?.queued) return WELL;
  const why = `${numbered(now.pending ?? 0, 'event')} wait for Kafka, and none was acknowledged since the poll before.`;
  return { verdict: 'stopped', why: [why] };
}

/** Whether what the view shows is recent enough. Pure. */
export function assessFreshness({ status, oldest_ms, bound_ms }: FreshnessRead): Assessed {
  if (status === 'current') return WELL;
  const bound = inWords(bound_ms / 1_000);
  const why =
    oldest_ms === null
      ? 'A partition of the view has never been complete.'
      : `What the view shows is ${inWords(oldest_ms / 1_000)} old; ${bound} are allowed.`;
  return { verdict: 'late', why: [why] };
}

/** Whether reservations get the answers that they wait for. Pure. */
export function assessSagas(stuck: number, oldest_seconds: number | null): Assessed {
  if (stuck === 0) return WELL;
  const oldest = oldest_seconds === null ? '' : `, the oldest since ${inWords(oldest_seconds)}`;
  return {
    verdict: 'late',
    why: [`${numbered(stuck, 'reservation')} without the answer they wait for${oldest}.`],
  };
}
