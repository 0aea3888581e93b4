import type { Telemetry } from '@stockproof/telemetry';
import type { BatchEffects } from './apply-batch/effects.js';
import type { SlotLag } from './outcomes/read-slot-lag.js';

export interface CommandMetrics {
  /** Called for each transaction; a halved batch has several. */
  readonly applied: (topic: string, effects: BatchEffects, ms: number) => void;
  readonly retried: (error: Error) => void;
  readonly observe: (sources: {
    lag: () => ReadonlyMap<string, number>;
    slots: () => Promise<readonly SlotLag[]>;
  }) => void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Registers the command handler's metrics. Durations are in seconds. */
export function commandMetrics({ meter }: Telemetry): CommandMetrics {
  const outcomes = meter.createCounter('stockproof_outcomes', {
    description: 'updates by topic and outcome',
  });
  const deadLetters = meter.createCounter('stockproof_dead_letters', {
    description: 'quarantined, by reason',
  });
  const size = meter.createHistogram('stockproof_apply_batch_size', {
    description: 'messages per transaction',
  });
  const duration = meter.createHistogram('stockproof_apply_batch_seconds', {
    description: 'of a transaction, with its retries',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const retries = meter.createCounter('stockproof_apply_retries', {
    description: 'transactions tried again',
  });
  const lag = meter.createObservableGauge('stockproof_consumer_lag_messages');
  const slots = meter.createObservableGauge('stockproof_slot_lag_bytes', {
    description: 'WAL that a connector has not confirmed',
    unit: 'By',
  });
  const reading = meter.createObservableGauge('stockproof_slot_active', {
    description: 'whether somebody reads the slot',
  });
  return {
    applied: (topic, effects, ms) => {
      const { received, ...counts } = effects.accounting;
      size.record(received);
      duration.record(ms / 1000);
      for (const [outcome, count] of Object.entries(counts))
        if (count > 0) outcomes.add(count, { topic, outcome });
      for (const { reason } of effects.quarantined) deadLetters.add(1, { reason });
    },
    retried: (error) => retries.add(1, { error: error.name }),
    observe: (sources) => {
      lag.addCallback((result) => {
        for (const [partition, messages] of sources.lag()) result.observe(messages, { partition });
      });
      meter.addBatchObservableCallback(
        async (result) => {
          for (const { slot_name, active, lag_bytes } of await sources.slots()) {
            result.observe(slots, lag_bytes, { slot: slot_name });
            result.observe(reading, active ? 1 : 0, { slot: slot_name });
          }
        },
        [slots, reading],
      );
    },
  };
}
