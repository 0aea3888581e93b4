import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { FoldEffects } from './fold/fold-batch.js';
import type { ViewOffer } from './view/view.js';
import { projectionMetrics } from './metrics.js';

const telemetry = (meter: ReturnType<typeof recordingMeter>['meter']) => ({
  meter,
  metricsText: async () => '',
  shutdown: () => Promise.resolve(),
});
const offer = (accepted_at_ms: number, more: Partial<ViewOffer> = {}): ViewOffer =>
  ({ status: 'current', recovery_id: null, state: { accepted_at_ms }, ...more }) as ViewOffer;

it('folded changes are counted by result, and durations are in seconds', () => {
  const { meter, measured } = recordingMeter();
  const effects = partOf<FoldEffects>({
    counts: { received: 9, applied: 5, late: 2, duplicate: 3, anomalous: 1 },
    anomalies: [{ kind: 'version_gap' }],
  });
  projectionMetrics(telemetry(meter)).folded(effects, 9, 250);
  expect(measured).toEqual([
    ['stockproof_fold_batch_size', 9, {}],
    ['stockproof_fold_batch_seconds', 0.25, {}],
    ['stockproof_projected_changes', 5, { result: 'applied' }],
    ['stockproof_projected_changes', 2, { result: 'late' }],
    ['stockproof_projected_changes', 3, { result: 'duplicate' }],
    ['stockproof_projected_changes', 1, { result: 'version_gap' }],
  ]);
});

it('published messages are counted, and the delay of live changes since the ledger is in seconds', () => {
  const { meter, measured } = recordingMeter();
  projectionMetrics(telemetry(meter)).published(
    [offer(1_000), offer(9_000), offer(0, { recovery_id: 'rec' }), offer(0, { status: 'suspect' })],
    2_500,
  );
  expect(measured).toEqual([
    ['stockproof_published_offers', 4, {}],
    ['stockproof_accepted_to_published_seconds', 1.5, {}],
    ['stockproof_accepted_to_published_seconds', 0, {}],
  ]);
});

it('retries are counted by error, and the lag is reported by partition', async () => {
  const { meter, measured, observed } = recordingMeter();
  const metrics = projectionMetrics(telemetry(meter));
  metrics.retried(new RangeError('x'));
  metrics.observe(() => new Map([['t/3', 7]]));
  expect(measured).toEqual([['stockproof_projection_retries', 1, { error: 'RangeError' }]]);
  expect(await observed()).toEqual([['stockproof_consumer_lag_messages', 7, { partition: 't/3' }]]);
});
