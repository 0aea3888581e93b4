import { CONNECTORS } from '@stockproof/connectors';
import type { Instance } from '@stockproof/embedded';
import { askService } from '../api/ask-service.js';

/** One line of the report: `ok`, or what is wrong. */
export interface Line {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
}

interface Reported {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly detail: string;
  readonly blocked: string | null;
  readonly checked_at: string;
  readonly heartbeat_age_ms: number | null;
  readonly restarts: number;
  readonly last_error: string | null;
  readonly slot: object | null;
}

/** The verdict as one word, for programs. */
interface ConnectorLine extends Line {
  readonly verdict: string;
  readonly reason: string | null;
  readonly blocked: string | null;
  readonly restarts?: number;
  readonly last_error?: string | null;
  readonly slot?: object | null;
}

const CHECKED_WITHIN_MS = 25_000;

/** Connectors as the command handler reports them. A verdict that is out of date is not used. */
export async function connectorLines(instance: Instance): Promise<ConnectorLine[]> {
  const { connectors } = await askService<{ connectors: readonly Reported[] }>(
    instance,
    'command_handler',
    '/v1/connectors',
  );
  return CONNECTORS.map((connector) => {
    const report = connectors.find(({ name }) => name === connector.name);
    if (report !== undefined) return lineOf(report, Date.now());
    const unknown = { state: 'unknown', verdict: 'unknown', reason: null, detail: 'not looked at yet' };
    return { ...connector, ...unknown };
  });
}

function lineOf(report: Reported, now_ms: number): ConnectorLine {
  const { name, reason, detail, blocked, heartbeat_age_ms, restarts, last_error, slot } = report;
  const verdict = now_ms - Date.parse(report.checked_at) > CHECKED_WITHIN_MS ? 'unknown' : report.state;
  const well = verdict === 'healthy' || verdict === 'degraded';
  const received =
    heartbeat_age_ms === null ? 'no heartbeat yet' : `heartbeat ${Math.round(heartbeat_age_ms / 1000)} s ago`;
  const waits = blocked === null ? '' : `. Blocked behind it: ${blocked}`;
  return {
    name,
    state: well ? 'ok' : verdict,
    verdict,
    reason,
    blocked,
    restarts,
    last_error,
    slot,
    detail: `${verdict}, ${reason}: ${detail} (${received}, restarts ${restarts})${waits}`,
  };
}
