import { type ConnectorReport, type ConnectorWatch, CONNECTORS, isWell } from '@stockproof/connectors';
import type { Health } from '@stockproof/http';

/** A task that is started again, or a worker that moves, is no news; nor is a start. */
const NOT_WELL_FOR_MS = 10_000;

/** One check for each connector: this service is not ready while what it decides does not get out, and says what waits. */
export function connectorHealth(watch: Pick<ConnectorWatch, 'reports'>): Health {
  return Object.fromEntries(
    CONNECTORS.map(({ name }) => [
      name,
      () => connectorProblem(watch.reports().find((report) => report.name === name)),
    ]),
  );
}

/** Null while it is well, or has not been unwell for long. */
function connectorProblem(report: ConnectorReport | undefined): string | null {
  if (report === undefined || isWell(report)) return null;
  if (report.checked_at_ms - report.since_ms < NOT_WELL_FOR_MS) return null;
  const { state, reason, blocked } = report;
  // Anybody may ask for readiness; the detail may quote a server's own words, and is for viewers (GET /v1/connectors).
  return `${state}, ${reason}. Blocked behind it: ${blocked}. docs/runbooks/10-connector-down.md`;
}
