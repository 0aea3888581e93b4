import { type ConnectorReport, type ConnectorWatch, CONNECTORS, isWell } from '@stockproof/connectors';
import type { Health } from '@stockproof/http';

/** A restarting task, a moving worker or a start shall not be reported at once. */
const NOT_WELL_FOR_MS = 10_000;

/**
 * Returns one check per connector: this service is not ready while its output is blocked. The message names
 * what waits.
 */
export function connectorHealth(watch: Pick<ConnectorWatch, 'reports'>): Health {
  return Object.fromEntries(
    CONNECTORS.map(({ name }) => [
      name,
      () => connectorProblem(watch.reports().find((report) => report.name === name)),
    ]),
  );
}

/** Null if the connector is well, or has been unwell only briefly. */
function connectorProblem(report: ConnectorReport | undefined): string | null {
  if (report === undefined || isWell(report)) return null;
  if (report.checked_at_ms - report.since_ms < NOT_WELL_FOR_MS) return null;
  const { state, reason, blocked } = report;
  // Readiness is public, so it has no detail, which may quote a server; viewers get it from GET
  // /v1/connectors.
  return `${state}, ${reason}. Blocked behind it: ${blocked}. docs/runbooks/10-connector-down.md`;
}
