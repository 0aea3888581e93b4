import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { BatchEffects } from './apply-batch/effects.js';
import type { SlotLag } from './outcomes/read-slot-lag.js';
import { commandMetrics } from './metrics.js';

const OUTBOX = { rejections_topic: 'r', command_outcomes_topic: 'c', dead_letters_topic: 'd' };

it('results are counted by topic, dead letters by reason, and the duration of a batch is in seconds', () => {
  const { meter, measured } = recordingMeter();
  const metrics = commandMetrics({ meter }, ['t'], OUTBOX);
  measured.splice(0);
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
  metrics.applied('t', effects, 40);
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

it('each outcome of a topic and each reason is known from zero', () => {
  const { meter, measured } = recordingMeter();
  commandMetrics({ meter }, ['t', 'u'], OUTBOX);
  const of = (name: string): object[] =>
    measured.filter(([counter, value]) => counter === name && value === 0).map(([, , labels]) => labels);
  expect(of('stockproof_outcomes')).toHaveLength(12);
  expect(of('stockproof_outcomes')).toContainEqual({ topic: 'u', outcome: 'quarantined' });
  expect(of('stockproof_outcomes')).not.toContainEqual({ topic: 'u', outcome: 'received' });
  // Each is found by another part of the code.
  const reasons = of('stockproof_dead_letters').map((labels) => (labels as { reason: string }).reason);
  expect(new Set(reasons).size).toBe(reasons.length);
  expect(reasons).toEqual(
    expect.arrayContaining([
      'malformed_json',
      'unreadable_batch',
      'unsigned',
      'bad_signature',
      'seller_mismatch',
      'wrong_partition',
      'refused_by_database',
    ]),
  );
  expect(of('stockproof_apply_retries')).toContainEqual({ error: 'rollback' });
});

it.each<[string, Error, string]>([
  ['a deadlock', Object.assign(new Error('x'), { code: '40P01' }), 'rollback'],
  ['what nobody knows', new RangeError('x'), 'other'],
])('a retry is counted by the kind of its error: %s', (_case, error, kind) => {
  const { meter, measured } = recordingMeter();
  commandMetrics({ meter }, [], OUTBOX).retried(error);
  expect(measured.at(-1)).toEqual(['stockproof_apply_retries', 1, { error: kind }]);
});

it('the lag of each slot is reported, and whether it is active', async () => {
  const { meter, observed } = recordingMeter();
  commandMetrics({ meter }, [], OUTBOX).observe(() =>
    Promise.resolve([
      partOf<SlotLag>({ slot_name: 'a', active: true, lag_bytes: 5 }),
      partOf<SlotLag>({ slot_name: 'b', active: false, lag_bytes: 6 }),
    ]),
  );
  expect(await observed()).toEqual([
    ['stockproof_slot_lag_bytes', 5, { slot: 'a' }],
    ['stockproof_slot_active', 1, { slot: 'a' }],
    ['stockproof_slot_lag_bytes', 6, { slot: 'b' }],
    ['stockproof_slot_active', 0, { slot: 'b' }],
  ]);
});

it('what a commit wrote to the outbox is counted by topic, each from zero', () => {
  const { meter, measured } = recordingMeter();
  commandMetrics({ meter }, [], OUTBOX).written(new Map([['r', 2]]));
  expect(measured.filter(([name]) => name === 'stockproof_outbox_written')).toEqual([
    ['stockproof_outbox_written', 0, { topic: 'r' }],
    ['stockproof_outbox_written', 0, { topic: 'c' }],
    ['stockproof_outbox_written', 0, { topic: 'd' }],
    ['stockproof_outbox_written', 2, { topic: 'r' }],
  ]);
});
