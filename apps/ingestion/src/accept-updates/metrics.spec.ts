import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { ingestionMetrics } from './metrics.js';
import type { UpdateResult } from './accept-updates.js';

it('events are counted by result, the wait for the broker is in seconds, and backlogs are reported', async () => {
  const { meter, measured, observed } = recordingMeter();
  const metrics = ingestionMetrics({ meter });
  const from_zero = measured.splice(0);
  expect(from_zero.every(([name, value]) => name === 'stockproof_ingested_events' && value === 0)).toBe(true);
  expect(from_zero.map(([, , labels]) => labels)).toEqual(
    expect.arrayContaining([
      { result: 'queued' },
      { result: 'malformed_json' },
      { result: 'seller_mismatch' },
    ]),
  );
  metrics.accepted([
    { index: 0, event_id: 'e', status: 202 },
    { index: 1, event_id: 'f', status: 403, code: 'seller_mismatch' } as UpdateResult,
  ]);
  metrics.acknowledged(1_500);
  metrics.observe(() => ({ pending: 3, lag: 4, copies: 2 }));
  expect(measured).toEqual([
    ['stockproof_ingest_batch_size', 2, {}],
    ['stockproof_ingested_events', 1, { result: 'queued' }],
    ['stockproof_ingested_events', 1, { result: 'seller_mismatch' }],
    ['stockproof_ingest_ack_seconds', 1.5, {}],
  ]);
  expect(await observed()).toEqual([
    ['stockproof_ingest_pending_events', 3, {}],
    ['stockproof_ingest_backlog_messages', 4, {}],
    ['stockproof_ingestion_copies', 2, {}],
  ]);
});
