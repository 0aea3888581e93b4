import type { Telemetry } from '@stockproof/telemetry';

const MS_PER_S = 1_000;

/**
 * Registers `stockproof_freshness_seconds`: how old what each held partition shows is. It also grows while nothing
 * happens, because heartbeats come with the changes.
 */
export function observeFreshness(
  { meter }: Pick<Telemetry, 'meter'>,
  ages: () => ReadonlyMap<number, number>,
): void {
  meter
    .createObservableGauge('stockproof_freshness_seconds', {
      description: 'age of what a partition of the view shows, by the heartbeats of the ledger',
      unit: 's',
    })
    .addCallback((result) => {
      for (const [partition, age_ms] of ages())
        result.observe(age_ms / MS_PER_S, { partition: String(partition) });
    });
}
