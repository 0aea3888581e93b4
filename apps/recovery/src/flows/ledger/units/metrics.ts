import type { Telemetry } from '@stockproof/telemetry';

/** How the work of this process on a unit ended; `lost` and `released`: another claim verifies it. */
export type UnitEnd = 'recorded' | 'lost' | 'released';

/** Registers the counter of units that this process has claimed; returns what counts one. */
export function unitMetrics({ meter }: Pick<Telemetry, 'meter'>): (end: UnitEnd) => void {
  const units = meter.createCounter('stockproof_recovery_units', {
    description: 'units of large verifications that this process claimed, by how that ended',
  });
  for (const end of ['recorded', 'lost', 'released'] as const) units.add(0, { result: end });
  return (end) => units.add(1, { result: end });
}
