import { type ConnectorReport, type ConnectorWatch, isWell, REASONS, STATES } from '@stockproof/connectors';
import type { Telemetry } from '@stockproof/telemetry';

const WAL_STATUSES = ['reserved', 'extended', 'unreserved', 'lost', 'missing'];
const INVALIDATIONS = ['wal_removed', 'rows_removed', 'wal_level_insufficient', 'idle_timeout'];

/**
 * Registers the connector metrics. A label with several values has one series per known value: 1 for the
 * current one, 0 for the others.
 */
export function observeConnectors({ meter }: Telemetry, watch: Pick<ConnectorWatch, 'reports'>): void {
  const gauge = (
    name: string,
    description: string,
    observe: (report: ConnectorReport) => readonly Observed[],
  ): void => {
    meter.createObservableGauge(name, { description }).addCallback((result) => {
      for (const report of watch.reports())
        for (const [value, labels] of observe(report)) result.observe(value, labels);
    });
  };
  const one = (report: ConnectorReport, value: number | null): readonly Observed[] =>
    value === null ? [] : [[value, { connector: report.name }]];
  gauge('stockproof_connector_state', 'the verdict: 1 for the state that holds', (report) =>
    STATES.map((state) => [bit(report.state === state), { connector: report.name, state }]),
  );
  gauge('stockproof_connector_reason', 'why: 1 for the reason that holds', (report) =>
    REASONS.map((reason) => [bit(report.reason === reason), { connector: report.name, reason }]),
  );
  gauge(
    'stockproof_connector_heartbeat_age_seconds',
    'age of the newest change that is known to be in Kafka',
    (report) =>
      one(report, report.facts.heartbeat_age_ms === null ? null : report.facts.heartbeat_age_ms / 1000),
  );
  gauge('stockproof_connector_task_up', 'whether a task runs and its changes arrive', tasksUp);
  gauge(
    'stockproof_slot_safe_wal_bytes',
    'WAL that may still be written before the slot is in danger',
    (report) => one(report, report.facts.slot?.safe_wal_size ?? null),
  );
  gauge('stockproof_slot_wal_status', '1 for the wal_status that holds', (report) => {
    const found = report.facts.server === 'unreadable' ? null : (report.facts.slot?.wal_status ?? 'missing');
    return WAL_STATUSES.map((wal_status) => [
      bit(found === wal_status),
      { connector: report.name, wal_status },
    ]);
  });
  gauge('stockproof_slot_invalidated', '1 for the reason a slot was invalidated for', (report) =>
    INVALIDATIONS.map((reason) => [
      bit(report.facts.slot?.invalidation_reason === reason),
      { connector: report.name, reason },
    ]),
  );
  const restarts = meter.createObservableCounter('stockproof_connector_restarts', {
    description: 'failed tasks started again by this process',
  });
  restarts.addCallback((result) =>
    watch.reports().forEach((report) => result.observe(report.restarts, { connector: report.name })),
  );
  const failures = meter.createObservableCounter('stockproof_connector_failures', {
    description: 'how often this process found it failed',
  });
  failures.addCallback((result) =>
    watch.reports().forEach((report) => result.observe(report.failures, { connector: report.name })),
  );
}

type Observed = readonly [number, Readonly<Record<string, string>>];

/** A connector without tasks reports one that is not up, because a missing series raises no alarm. */
function tasksUp(report: ConnectorReport): readonly Observed[] {
  const { connect } = report.facts;
  const tasks =
    typeof connect === 'string' || connect.tasks.length === 0 ? [{ id: 0, state: 'none' }] : connect.tasks;
  return tasks.map(({ id, state }) => [
    bit(state === 'RUNNING' && isWell(report)),
    { connector: report.name, task: String(id) },
  ]);
}

const bit = (holds: boolean): number => (holds ? 1 : 0);
