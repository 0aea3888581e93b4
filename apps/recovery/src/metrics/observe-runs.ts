import type { Queryable } from '@stockproof/postgres';
import { needsApproval, type Mode } from '@stockproof/recovery-run';
import { atMostEvery, type Telemetry } from '@stockproof/telemetry';
import { countUnpublished } from '../evidence/sql/evidence.js';
import type { Runner } from '../runs/runner.js';
import { listLeases } from '../runs/sql/leases.js';
import { countRuns } from '../runs/sql/recoveries.js';

/** The counts read the whole table of runs. */
const COUNT_EVERY_MS = 30_000;

/**
 * Registers the metrics of runs: how many there are by flow, mode, status and verdict, which wait for an approval, the
 * leases, the records that are not published yet, and what this process executes and the lag of live traffic slows.
 */
export function observeRuns(
  { meter }: Pick<Telemetry, 'meter'>,
  records: Queryable,
  runner: Pick<Runner, 'limits'>,
  now_ms: () => number = Date.now,
): void {
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const runs = gauge(
    'stockproof_recovery_runs',
    'all runs by flow, mode, status and verdict (none: not sealed)',
  );
  const waiting = gauge(
    'stockproof_recovery_approvals_waiting',
    'planned runs that another person must approve',
  );
  const oldest = gauge(
    'stockproof_recovery_approval_oldest_seconds',
    'how long the oldest of these has waited; 0 for none',
  );
  const leases = gauge('stockproof_recovery_leases', 'rights to execute a run: held, expired');
  const unpublished = gauge(
    'stockproof_evidence_unpublished',
    'sealed records that are not on their topic yet',
  );
  const executing = gauge('stockproof_recovery_executing_runs', 'runs that this process executes');
  const slowed = gauge('stockproof_recovery_slowed_runs', 'of these, slowed because live traffic lags');
  const count = atMostEvery(COUNT_EVERY_MS, () => readCounts(records), now_ms);
  meter.addBatchObservableCallback(
    async (result) => {
      const now = await count();
      for (const { runs: number, oldest_seconds: _, ...labels } of now.runs)
        result.observe(runs, number, labels);
      const planned = now.runs.filter(
        ({ status, mode }) => status === 'planned' && needsApproval(mode as Mode),
      );
      result.observe(
        waiting,
        planned.reduce((sum, one) => sum + one.runs, 0),
      );
      result.observe(oldest, Math.max(0, ...planned.map(({ oldest_seconds }) => oldest_seconds)));
      const expired = now.leases.filter((lease) => lease.expired).length;
      result.observe(leases, now.leases.length - expired, { state: 'held' });
      result.observe(leases, expired, { state: 'expired' });
      result.observe(unpublished, now.unpublished);
    },
    [runs, waiting, oldest, leases, unpublished],
  );
  executing.addCallback((result) => result.observe(runner.limits().length));
  slowed.addCallback((result) => result.observe(runner.limits().filter((limit) => limit !== null).length));
}

async function readCounts(records: Queryable) {
  const [runs, leases, unpublished] = await Promise.all([
    countRuns(records),
    listLeases(records),
    countUnpublished(records),
  ]);
  return { runs, leases, unpublished };
}
