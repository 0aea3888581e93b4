import type { Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { countStuck } from './drive/sql/count-stuck.js';

/** Lag by partition, and the alarm of this service: sagas that are stuck. */
export function observeSagas({ meter }: Telemetry, pool: Pool, lag: () => ReadonlyMap<string, number>): void {
  meter.createObservableGauge('stockproof_consumer_lag_messages').addCallback((result) => {
    for (const [partition, messages] of lag()) result.observe(messages, { partition });
  });
  meter.createObservableGauge('stockproof_stuck_reservations', { description: 'sagas whose commands get no answer' })
    .addCallback(async (result) => result.observe(await countStuck(pool)));
}
