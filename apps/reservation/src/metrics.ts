import type { Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { countFailed, countStuck } from './drive/sql/due-reservations.js';

/** Registers the metrics of this service: lag by partition, stuck sagas and failed sagas. */
export function observeSagas({ meter }: Telemetry, pool: Pool, lag: () => ReadonlyMap<string, number>): void {
  meter.createObservableGauge('stockproof_consumer_lag_messages').addCallback((result) => {
    for (const [partition, messages] of lag()) result.observe(messages, { partition });
  });
  meter
    .createObservableGauge('stockproof_stuck_reservations', {
      description: 'sagas whose commands get no answer',
    })
    .addCallback(async (result) => result.observe(await countStuck(pool)));
  meter
    .createObservableGauge('stockproof_failed_reservations', {
      description: 'sagas that ended because the id of a command stands for another request',
    })
    .addCallback(async (result) => result.observe(await countFailed(pool)));
}
