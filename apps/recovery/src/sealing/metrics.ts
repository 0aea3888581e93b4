import type { Telemetry } from '@stockproof/telemetry';

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
}

/** Registers the metrics of sealing. */
export function sealingMetrics({ meter }: Pick<Telemetry, 'meter'>): SealingMetrics {
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
  const failures = meter.createCounter('stockproof_sealing_failures', {
    description: 'sealings that failed; each is tried again, and nothing is deleted meanwhile',
  });
  failures.add(0);
  return {
    unsealed: (topic, offsets) => void unsealed.set(topic, offsets),
    deleted: (topic, offsets) => deleted.add(offsets, { topic }),
    failed: () => failures.add(1),
  };
}
