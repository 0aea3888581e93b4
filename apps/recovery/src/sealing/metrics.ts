import type { Telemetry } from '@stockproof/telemetry';

const MS_PER_S = 1_000;

/**
 * What a Sealer reports. `unsealed` replaces the last value of the topic; `deleted` and `failed` add to
 * counters.
 */
export interface SealingMetrics {
  /** How many offsets of a topic are not sealed after a sealing. */
  unsealed(topic: string, offsets: number): void;
  /** Offsets that were deleted from Kafka, because they are sealed. */
  deleted(topic: string, offsets: number): void;
  failed(): void;
  /** Everything that was there was sealed. */
  done(): void;
}

/** Registers the metrics of sealing. */
export function sealingMetrics({ meter }: Pick<Telemetry, 'meter'>, now_ms: () => number): SealingMetrics {
  const unsealed = new Map<string, number>();
  meter
    .createObservableGauge('stockproof_sealing_unsealed_offsets', {
      description: 'offsets of a topic that are not sealed after the last sealing: Kafka alone has them',
    })
    .addCallback((result) => {
      for (const [topic, offsets] of unsealed) result.observe(offsets, { topic });
    });
  const deleted = meter.createCounter('stockproof_sealing_deleted_offsets', {
    description: 'offsets of a topic that were deleted from Kafka, because they are sealed',
  });
  let done_ms = now_ms();
  meter
    .createObservableGauge('stockproof_sealing_age_seconds', {
      description: 'time since a sealing of this process came to its end, or since its start',
    })
    .addCallback((result) => result.observe((now_ms() - done_ms) / MS_PER_S));
  const failures = meter.createCounter('stockproof_sealing_failures', {
    description: 'sealings that failed; each is tried again, and nothing is deleted meanwhile',
  });
  failures.add(0);
  return {
    unsealed: (topic, offsets) => void unsealed.set(topic, offsets),
    deleted: (topic, offsets) => deleted.add(offsets, { topic }),
    failed: () => failures.add(1),
    done: () => void (done_ms = now_ms()),
  };
}
