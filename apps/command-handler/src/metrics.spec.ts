import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { BatchEffects } from './apply-batch/effects.js';
import type { SlotLag } from './outcomes/read-slot-lag.js';
import { commandMetrics } from './metrics.js';

const telemetry = (meter: ReturnType<typeof recordingMeter>['meter']) => ({
  meter,
  metricsText: async () => '',
  shutdown: () => Promise.resolve(),
});

it('results are counted by topic, dead letters by reason, and the duration of a batch is in seconds', () => {
  const { meter, measured } = recordingMeter();
  const effects = partOf<BatchEffects>({
    accounting: {
      received: 9,
      accepted: 4,
      superseded: 0,
      duplicate: 2,
      conflict: 0,
      rejected: 2,
      quarantined: 1,
    },
    quarantined: [{ reason: 'malformed_json' }],
  });
  commandMetrics(telemetry(meter)).applied('t', effects, 40);
  const outcome = (value: number, name: string) => [
    'stockproof_outcomes',
    value,
    { topic: 't', outcome: name },
  ];
  expect(measured).toEqual([
    ['stockproof_apply_batch_size', 9, {}],
    ['stockproof_apply_batch_seconds', 0.04, {}],
    outcome(4, 'accepted'),
    outcome(2, 'duplicate'),
    outcome(2, 'rejected'),
    outcome(1, 'quarantined'),
    ['stockproof_dead_letters', 1, { reason: 'malformed_json' }],
  ]);
});

it('the lag is reported by partition, and of each slot its lag and whether it is active', async () => {
  const { meter, observed } = recordingMeter();
  commandMetrics(telemetry(meter)).observe({
    lag: () => new Map([['t/3', 7]]),
    slots: () =>
      Promise.resolve([
        partOf<SlotLag>({ slot_name: 'a', active: true, lag_bytes: 5 }),
        partOf<SlotLag>({ slot_name: 'b', active: false, lag_bytes: 6 }),
      ]),
  });
  expect(await observed()).toEqual([
    ['stockproof_consumer_lag_messages', 7, { partition: 't/3' }],
    ['stockproof_slot_lag_bytes', 5, { slot: 'a' }],
    ['stockproof_slot_active', 1, { slot: 'a' }],
    ['stockproof_slot_lag_bytes', 6, { slot: 'b' }],
    ['stockproof_slot_active', 0, { slot: 'b' }],
  ]);
});
