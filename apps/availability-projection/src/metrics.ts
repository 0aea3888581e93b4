import type { Telemetry } from '@stockproof/telemetry';
import type { FoldEffects } from './fold/fold-batch.js';
import type { ViewOffer } from './view/view.js';

export interface ProjectionMetrics {
  readonly folded: (effects: FoldEffects, size: number, ms: number) => void;
  readonly published: (offers: readonly ViewOffer[], now_ms: number) => void;
  readonly retried: (error: Error) => void;
  readonly observe: (lag: () => ReadonlyMap<string, number>) => void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Registers the projection's metrics. Durations are in seconds. */
export function projectionMetrics({ meter }: Telemetry): ProjectionMetrics {
  const changes = meter.createCounter('stockproof_projected_changes', {
    description: 'CDC events by result',
  });
  const size = meter.createHistogram('stockproof_fold_batch_size');
  const duration = meter.createHistogram('stockproof_fold_batch_seconds', {
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const delay = meter.createHistogram('stockproof_accepted_to_published_seconds', {
    unit: 's',
    description:
      'end to end: from the ledger to the topic; live changes only, no repairs and no suspect offers',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const published = meter.createCounter('stockproof_published_offers');
  const retries = meter.createCounter('stockproof_projection_retries');
  const lag = meter.createObservableGauge('stockproof_consumer_lag_messages');
  return {
    folded: ({ counts, anomalies }, messages, ms) => {
      size.record(messages);
      duration.record(ms / 1000);
      for (const result of ['applied', 'late', 'duplicate'] as const) {
        if (counts[result] > 0) changes.add(counts[result], { result });
      }
      for (const { kind } of anomalies) changes.add(1, { result: kind });
    },
    published: (offers, now_ms) => {
      published.add(offers.length);
      for (const { state } of offers.filter(isLiveChange))
        delay.record(Math.max(0, now_ms - state.accepted_at_ms) / 1000);
    },
    retried: (error) => retries.add(1, { error: error.name }),
    observe: (read) =>
      lag.addCallback((result) => {
        for (const [partition, messages] of read()) result.observe(messages, { partition });
      }),
  };
}

/**
 * Whether a change came from the live stream. Rows written by a recovery, or published because they became
 * suspect, were accepted long ago and would distort the latency.
 */
function isLiveChange({ recovery_id, status }: ViewOffer): boolean {
  return recovery_id === null && status === 'current';
}
