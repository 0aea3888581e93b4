import { TRANSIENT_ERRORS, transientError } from '@stockproof/postgres';
import type { Telemetry } from '@stockproof/telemetry';
import type { FoldEffects } from './fold/fold-batch.js';
import type { Anomaly, ViewOffer } from './view/view.js';

/** Where the projection reports what it measures. Durations are in ms. */
export interface ProjectionMetrics {
  readonly folded: (effects: FoldEffects, size: number, ms: number) => void;
  /** `again`: from the view, because it is not known what was sent before. */
  readonly published: (offers: readonly ViewOffer[], now_ms: number, again: boolean) => void;
  readonly retried: (error: Error) => void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Also what was late for minutes has its place: how late it was is what the one on call asks first. */
const SECONDS_LATE = [...SECONDS, 60, 120, 300, 900];

const RESULTS: readonly (Anomaly['kind'] | 'applied' | 'late' | 'duplicate')[] = [
  'applied',
  'late',
  'duplicate',
  'version_gap',
  'ledger_row_updated',
  'ledger_row_deleted',
  'ledger_truncated',
  'unreadable',
  'unexpected_message',
  'wrong_partition',
  'invariant_violated',
  'history_lost',
];
const CAUSES = ['change', 'suspect', 'repair', 'catch_up'] as const;
type Cause = (typeof CAUSES)[number];

/** Registers the projection's metrics. Durations are in seconds; each result and cause begins at 0. */
export function projectionMetrics({ meter }: Pick<Telemetry, 'meter'>): ProjectionMetrics {
  const changes = meter.createCounter('stockproof_projected_changes', {
    description: 'CDC events by result; a deleted row is two, itself and its tombstone (unexpected_message)',
  });
  const size = meter.createHistogram('stockproof_fold_batch_size', {
    description: 'CDC events per transaction',
  });
  const duration = meter.createHistogram('stockproof_fold_batch_seconds', {
    description: 'of a transaction, with its retries',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const delay = meter.createHistogram('stockproof_accepted_to_published_seconds', {
    unit: 's',
    description:
      'from the ledger to the topic, by cause: change, or catch_up (sent from the view by a new holder or after a swap); no repairs',
    advice: { explicitBucketBoundaries: SECONDS_LATE },
  });
  const published = meter.createCounter('stockproof_published_offers', {
    description: 'published messages by cause: change, suspect, repair, catch_up',
  });
  const retries = meter.createCounter('stockproof_projection_retries', {
    description: 'transactions tried again, by kind of error',
  });
  for (const result of RESULTS) changes.add(0, { result });
  for (const error of [...TRANSIENT_ERRORS, 'other']) retries.add(0, { error });
  for (const cause of CAUSES) published.add(0, { cause });
  return {
    folded: ({ counts, anomalies }, messages, ms) => {
      size.record(messages);
      duration.record(ms / 1000);
      for (const result of ['applied', 'late', 'duplicate'] as const) {
        if (counts[result] > 0) changes.add(counts[result], { result });
      }
      for (const { kind } of anomalies) changes.add(1, { result: kind });
    },
    published: (offers, now_ms, again) => {
      for (const offer of offers) {
        const cause = causeOf(offer, again);
        published.add(1, { cause });
        if (cause === 'change' || cause === 'catch_up')
          delay.record(Math.max(0, now_ms - offer.state.accepted_at_ms) / 1000, { cause });
      }
    },
    retried: (error) => retries.add(1, { error: transientError(error) ?? 'other' }),
  };
}

/**
 * Why an offer is published. What a recovery wrote, or what became suspect, was accepted long ago: its age is no
 * delay. What is sent again may have been sent before, so its delay is kept apart.
 */
function causeOf({ recovery_id, status }: ViewOffer, again: boolean): Cause {
  if (recovery_id !== null) return 'repair';
  if (status === 'suspect') return 'suspect';
  return again ? 'catch_up' : 'change';
}
