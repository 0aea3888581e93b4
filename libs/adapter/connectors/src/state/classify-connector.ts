import type { ConnectorFacts, ConnectStatus, Server, Slot } from './connector-facts.js';

/**
 * `healthy`: changes reach Kafka. `degraded`: they do, late, or not for long any more. `stalled`: none arrives although
 * Connect says RUNNING. `down`: it does not run, or runs where it can only lose changes. `unknown`: cannot be
 * told.
 */
export const STATES = ['healthy', 'degraded', 'stalled', 'down', 'unknown'] as const;

/** The state by our own verdict, not the `state` that Connect reports, which is only one fact of it. */
export type ConnectorState = (typeof STATES)[number];

/** Every reason. They are label values of metrics and entries of runbook 10. */
export const REASONS = [
  'heartbeat_received',
  'starting',
  'lagging',
  'slot_at_risk',
  'heartbeat_missing',
  'slot_inactive',
  'database_unreachable',
  'connect_unreachable',
  'other_server',
  'lsn_ahead_of_server',
  'slot_missing',
  'slot_lost',
  'connector_missing',
  'stopped_by_operator',
  'connector_failed',
  'no_task',
  'task_failed',
  'restart_loop',
] as const;

/** Why a connector is in its state. Each reason occurs with one state only. */
export type Reason = (typeof REASONS)[number];

/** Whether a connector moves changes, and the reason. */
export interface ConnectorVerdict {
  readonly state: ConnectorState;
  readonly reason: Reason;
  /** One sentence for a person. */
  readonly detail: string;
}

const HEARTBEAT_WITHIN_MS = 30_000;
/** An unreachable Connect counts as down only if nothing has arrived for this time either. */
const SILENT_MS = 12_000;
const STARTS_WITHIN_MS = 25_000;
const LOOP_FAILURES = 3;
const LOOP_QUIET_MS = 60_000;
const LAG_BYTES = 256 * 1024 ** 2;
const SAFE_BYTES = 512 * 1024 ** 2;

/** Decides whether a connector moves changes. Connect's own state is one fact of several. Pure. */
export function classifyConnector(facts: ConnectorFacts): ConnectorVerdict {
  const { server } = facts;
  if (server === 'unreadable')
    return unknown('database_unreachable', 'PostgreSQL does not answer, so nothing can be said of its slots');
  return (
    otherWal(server, facts) ??
    lostSlot(facts.slot) ??
    notRunning(facts) ??
    notArriving(facts) ??
    late(facts.slot)
  );
}

/**
 * An offset of another server, or beyond the end of this one's WAL: the connector would silently skip
 * everything below it.
 */
function otherWal(
  { now, accepted, wal_lsn }: Server,
  { stored_lsn, slot }: ConnectorFacts,
): ConnectorVerdict | null {
  if (now.system_identifier !== accepted.system_identifier || now.timeline !== accepted.timeline) {
    return down(
      'other_server',
      `${shown(now)} is not the server that was captured (${shown(accepted)}): restored, upgraded or promoted`,
    );
  }
  const [what, lsn] =
    (stored_lsn ?? 0n) > wal_lsn
      ? ['the stored offset', stored_lsn ?? 0n]
      : ['the slot', slot?.confirmed_lsn ?? 0n];
  if (lsn <= wal_lsn) return null;
  return down(
    'lsn_ahead_of_server',
    `${what} is ${lsn - wal_lsn} bytes ahead of the server’s WAL: all below it is skipped silently`,
  );
}

function lostSlot(slot: Slot | null): ConnectorVerdict | null {
  if (slot === null)
    return down('slot_missing', 'the slot was dropped: what was written since is not captured');
  if (slot.wal_status !== 'lost' && slot.invalidation_reason === null) return null;
  return down(
    'slot_lost',
    `the server has invalidated the slot (${slot.invalidation_reason ?? 'lost'}): what was written since is not captured`,
  );
}

function notRunning({
  connect,
  heartbeat_age_ms,
  watched_ms,
  ...past
}: ConnectorFacts): ConnectorVerdict | null {
  const silent_ms = heartbeat_age_ms ?? watched_ms;
  if (connect === 'unreachable') {
    return silent_ms < SILENT_MS
      ? null
      : down(
          'connect_unreachable',
          `Kafka Connect gives no answer, and nothing has arrived for ${seconds(silent_ms)}`,
        );
  }
  if (connect === 'missing') return down('connector_missing', 'Connect does not know this connector');
  const { state, tasks } = connect;
  const { failures, last_failure_age_ms, last_error } = past;
  const why = last_error === null ? '' : `: ${last_error}`;
  if (state === 'STOPPED' || state === 'PAUSED')
    return down('stopped_by_operator', `somebody has put it to ${state}`);
  if (state === 'FAILED') return down('connector_failed', `the connector failed${why}`);
  if (tasks.length === 0) return down('no_task', `Connect says ${state} and runs no task`);
  if (failures >= LOOP_FAILURES && (last_failure_age_ms ?? LOOP_QUIET_MS) < LOOP_QUIET_MS) {
    return down(
      'restart_loop',
      `failed ${failures} times in ten minutes, last ${seconds(last_failure_age_ms ?? 0)} ago${why}`,
    );
  }
  return failedTask(tasks, why);
}

function failedTask(tasks: ConnectStatus['tasks'], why: string): ConnectorVerdict | null {
  const failed = tasks.find((task) => task.state === 'FAILED');
  if (failed !== undefined) return down('task_failed', `task ${failed.id} failed${why}`);
  const idle = tasks.find((task) => task.state === 'PAUSED' || task.state === 'STOPPED');
  return idle === undefined
    ? null
    : down('stopped_by_operator', `somebody has put task ${idle.id} to ${idle.state}`);
}

function notArriving({ slot, heartbeat_age_ms, watched_ms }: ConnectorFacts): ConnectorVerdict | null {
  if (heartbeat_age_ms !== null && heartbeat_age_ms < HEARTBEAT_WITHIN_MS) return null;
  if (watched_ms < STARTS_WITHIN_MS)
    return { state: 'degraded', reason: 'starting', detail: 'nothing has arrived yet; it is being started' };
  const detail = `Connect says RUNNING, and no heartbeat of the write side has arrived for ${seconds(heartbeat_age_ms ?? watched_ms)}`;
  return { state: 'stalled', reason: slot?.active === false ? 'slot_inactive' : 'heartbeat_missing', detail };
}

function late(slot: Slot | null): ConnectorVerdict {
  const { wal_status, safe_wal_size, lag_bytes } = slot ?? {
    wal_status: null,
    safe_wal_size: null,
    lag_bytes: 0,
  };
  if (
    wal_status === 'unreserved' ||
    (safe_wal_size !== null && safe_wal_size < Math.min(SAFE_BYTES, lag_bytes))
  ) {
    return {
      state: 'degraded',
      reason: 'slot_at_risk',
      detail: `the server may invalidate the slot: ${lag_bytes} bytes behind`,
    };
  }
  if (lag_bytes >= LAG_BYTES)
    return { state: 'degraded', reason: 'lagging', detail: `${lag_bytes} bytes of WAL behind, and moving` };
  return { state: 'healthy', reason: 'heartbeat_received', detail: 'the write side’s changes arrive' };
}

const down = (reason: Reason, detail: string): ConnectorVerdict => ({ state: 'down', reason, detail });
const unknown = (reason: Reason, detail: string): ConnectorVerdict => ({ state: 'unknown', reason, detail });
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
const shown = ({ system_identifier, timeline }: Server['now']): string =>
  `${system_identifier}, timeline ${timeline}`;
