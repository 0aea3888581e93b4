import type { Telemetry } from '@stockproof/telemetry';
import type { UpdateResult } from './accept-updates.js';

export interface IngestionMetrics {
  readonly accepted: (results: readonly UpdateResult[]) => void;
  readonly acknowledged: (ms: number) => void;
  readonly observe: (read: () => { pending: number; lag: number }) => void;
}

/** Registers the metrics of posting updates. Durations are in seconds. */
export function ingestionMetrics({ meter }: Telemetry): IngestionMetrics {
  const events = meter.createCounter('stockproof_ingested_events', {
    description: 'events by result: queued, or the code of the problem',
  });
  const batch = meter.createHistogram('stockproof_ingest_batch_size', { description: 'events per request' });
  const latency = meter.createHistogram('stockproof_ingest_ack_seconds', {
    description: 'from the request to acks=all',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  const pending = meter.createObservableGauge('stockproof_ingest_pending_events');
  const backlog = meter.createObservableGauge('stockproof_consumer_lag_messages', {
    description: 'updates the command handler has not applied, as ingestion sees it',
  });
  return {
    accepted: (results) => {
      batch.record(results.length);
      for (const result of results) events.add(1, { result: 'code' in result ? result.code : 'queued' });
    },
    acknowledged: (ms) => latency.record(ms / 1000),
    observe: (read) => {
      pending.addCallback((result) => result.observe(read().pending));
      backlog.addCallback((result) => result.observe(read().lag, { topic: 'inventory.updates.v1' }));
    },
  };
}
