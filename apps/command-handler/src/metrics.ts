import { emptyAccounting } from '@stockproof/ledger';
import type { Telemetry } from '@stockproof/telemetry';
import { TRANSIENT_ERRORS, transientError } from '@stockproof/postgres';
import type { BatchEffects } from './apply-batch/effects.js';
import { QUARANTINE_REASONS } from './decode/quarantine-reasons.js';
import type { OutboxTopics } from './outbox/messages.js';
import type { WrittenMessages } from './outbox/send-messages.js';
import type { SlotLag } from './outcomes/read-slot-lag.js';

/** Where the command handler reports what it measures. Durations are in ms. */
export interface CommandMetrics {
  /** Called for each transaction; a halved batch has several. */
  readonly applied: (topic: string, effects: BatchEffects, ms: number) => void;
  /** Called after each commit with what it wrote to the outbox. */
  readonly written: (messages: WrittenMessages) => void;
  readonly retried: (error: Error) => void;
  readonly observe: (slots: () => Promise<readonly SlotLag[]>) => void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const OUTCOMES = Object.keys(emptyAccounting()).filter((outcome) => outcome !== 'received');

/**
 * Registers the command handler's metrics, for updates of these topics. Durations are in seconds. Each outcome and
 * reason that is known begins at 0: a series that is born with its first event hides that event from `increase()`.
 */
export function commandMetrics(
  { meter }: Pick<Telemetry, 'meter'>,
  topics: readonly string[],
  outbox: OutboxTopics,
): CommandMetrics {
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
    description: 'transactions tried again, by kind of error',
  });
  const written = meter.createCounter('stockproof_outbox_written', {
    description: 'messages written to the outbox by this process, by topic',
  });
  const slots = meter.createObservableGauge('stockproof_slot_lag_bytes', {
    description: 'WAL that a connector has not confirmed',
    unit: 'By',
  });
  const reading = meter.createObservableGauge('stockproof_slot_active', {
    description: 'whether somebody reads the slot',
  });
  for (const topic of topics) for (const outcome of OUTCOMES) outcomes.add(0, { topic, outcome });
  for (const topic of Object.values(outbox)) written.add(0, { topic });
  for (const error of [...TRANSIENT_ERRORS, 'other']) retries.add(0, { error });
  for (const reason of QUARANTINE_REASONS) deadLetters.add(0, { reason });
  return {
    applied: (topic, effects, ms) => {
      const { received, ...counts } = effects.accounting;
      size.record(received);
      duration.record(ms / 1000);
      for (const [outcome, count] of Object.entries(counts))
        if (count > 0) outcomes.add(count, { topic, outcome });
      for (const { reason } of effects.quarantined) deadLetters.add(1, { reason });
    },
    written: (messages) => messages.forEach((count, topic) => written.add(count, { topic })),
    retried: (error) => retries.add(1, { error: transientError(error) ?? 'other' }),
    observe: (readSlots) =>
      meter.addBatchObservableCallback(
        async (result) => {
          for (const { slot_name, active, lag_bytes } of await readSlots()) {
            result.observe(slots, lag_bytes, { slot: slot_name });
            result.observe(reading, active ? 1 : 0, { slot: slot_name });
          }
        },
        [slots, reading],
      ),
  };
}
