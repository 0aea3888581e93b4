import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { countUnreviewed } from '../runs/sql/break-glass.js';

/**
 * Registers the break-glass metrics. Returns a function to call for each break-glass approval: it counts it
 * and logs an error.
 */
export function alarmOfBreakGlass(
  { meter }: Telemetry,
  logger: Pick<Logger, 'error'>,
  pool: Pool,
  within_hours: number,
): (what: object) => void {
  const broken = meter.createCounter('stockproof_break_glass', {
    description: 'approvals by one person alone',
  });
  const unreviewed = meter.createObservableGauge('stockproof_break_glass_unreviewed', {
    description: 'broken glass that nobody has reviewed',
  });
  const overdue = meter.createObservableGauge('stockproof_break_glass_overdue', {
    description: 'of these, older than there is time for a review',
  });
  const oldest = meter.createObservableGauge('stockproof_break_glass_oldest_seconds', {
    description: 'age of the oldest of these, 0 for none',
    unit: 's',
  });
  broken.add(0);
  meter.addBatchObservableCallback(
    async (result) => {
      const now = await countUnreviewed(pool, within_hours);
      result.observe(unreviewed, now.unreviewed);
      result.observe(overdue, now.overdue);
      result.observe(oldest, now.oldest_seconds);
    },
    [unreviewed, overdue, oldest],
  );
  return (what) => {
    broken.add(1);
    logger.error(
      what,
      'one person approved alone by breaking the glass: another has to review it (docs/runbooks/15-broken-glass.md)',
    );
  };
}
