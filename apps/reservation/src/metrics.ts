import { atMostEvery, type Telemetry } from '@stockproof/telemetry';
import type { Queryable } from '@stockproof/postgres';
import { countFailed, countOpen, countStuck } from './drive/sql/due-reservations.js';

const COUNT_EVERY_MS = 10_000;
/** Those in which a saga waits for something: told also where there is none. */
const OPEN = ['requested', 'held', 'confirming', 'releasing'];

/** Registers the metrics of sagas: open ones by status, stuck ones, failed ones. */
export function observeSagas({ meter }: Pick<Telemetry, 'meter'>, pool: Queryable, now_ms = Date.now): void {
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const stuck = gauge('stockproof_stuck_reservations', 'sagas whose commands get no answer');
  const failed = gauge(
    'stockproof_failed_reservations',
    'sagas that ended because the id of a command stands for another request',
  );
  const open = gauge('stockproof_open_reservations', 'reservations that have not ended, by status');
  const oldest = gauge(
    'stockproof_open_reservation_oldest_seconds',
    'time since the oldest of these was requested, by status; 0 for none',
  );
  const count = atMostEvery(COUNT_EVERY_MS, () => countOpen(pool), now_ms);
  stuck.addCallback(async (result) => result.observe(await countStuck(pool)));
  failed.addCallback(async (result) => result.observe(await countFailed(pool)));
  meter.addBatchObservableCallback(
    async (result) => {
      const counts = new Map((await count()).map((one) => [one.status, one]));
      for (const status of OPEN) {
        const { reservations = 0, oldest_seconds = 0 } = counts.get(status) ?? {};
        result.observe(open, reservations, { status });
        result.observe(oldest, oldest_seconds, { status });
      }
    },
    [open, oldest],
  );
}
