import { UPDATE_PROBLEMS } from '@stockproof/events';
import type { Telemetry } from '@stockproof/telemetry';
import type { UpdateResult } from './accept-updates.js';

/** Where ingestion reports what it measures. Durations are in ms. */
export interface IngestionMetrics {
  readonly accepted: (results: readonly UpdateResult[]) => void;
  readonly acknowledged: (ms: number) => void;
  readonly observe: (read: () => { pending: number; lag: number; copies: number }) => void;
}

const RESULTS = [
  'queued',
  ...Object.keys(UPDATE_PROBLEMS),
  'seller_mismatch',
  'unclear_name',
  'event_id_twice',
];

/** Registers the metrics of posting updates. Durations are in seconds; each known result begins at 0. */
export function ingestionMetrics({ meter }: Pick<Telemetry, 'meter'>): IngestionMetrics {
  const events = meter.createCounter('stockproof_ingested_events', {
    description: 'events by result: queued, or the code of the problem',
  });
  const batch = meter.createHistogram('stockproof_ingest_batch_size', { description: 'events per request' });
  const latency = meter.createHistogram('stockproof_ingest_ack_seconds', {
    description: 'from the request to acks=all',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  const pending = meter.createObservableGauge('stockproof_ingest_pending_events', {
    description: 'events of this process that wait for the broker',
  });
  const backlog = meter.createObservableGauge('stockproof_ingest_backlog_messages', {
    description: 'updates the command handler has not applied, over all partitions, as ingestion sees it',
  });
  const copies = meter.createObservableGauge('stockproof_ingestion_copies', {
    description: 'processes of ingestion that divide the limits, as this one counts them',
  });
  for (const result of RESULTS) events.add(0, { result });
  return {
    accepted: (results) => {
      batch.record(results.length);
      for (const result of results) events.add(1, { result: 'code' in result ? result.code : 'queued' });
    },
    acknowledged: (ms) => latency.record(ms / 1000),
    observe: (read) => {
      pending.addCallback((result) => result.observe(read().pending));
      backlog.addCallback((result) => result.observe(read().lag));
      copies.addCallback((result) => result.observe(read().copies));
    },
  };
}
