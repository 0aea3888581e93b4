import type { ConnectorFacts, ConnectStatus, Server, Slot } from './connector-facts.js';
import { afterRunning, NO_RESTARTS, type Restarts } from './restart-backoff.js';

const REMEMBERED_MS = 600_000;

/** The facts that one check of a connector collected. */
export interface ConnectorReading {
  readonly now_ms: number;
  readonly connect: ConnectorFacts['connect'];
  readonly server: Server | 'unreadable';
  readonly slot: Slot | null;
  /** The offset that Connect has stored; null for none. It is not read at each check. */
  readonly stored: StoredOffset | null | 'not_asked';
}

/** The offset that a connector stored. */
export interface StoredOffset {
  readonly lsn: bigint;
  /** Commit time of the last change that was passed to Kafka, ms; null if the offset does not contain it. */
  readonly changed_at_ms: number | null;
}

/** What is remembered from one check to the next. */
export interface ConnectorHistory {
  readonly watched_since_ms: number;
  readonly stored: StoredOffset | null;
  readonly confirmed_lsn: bigint | null;
  readonly arrived_at_ms: number | null;
  readonly failing: boolean;
  readonly running_since_ms: number;
  readonly failed_at_ms: readonly number[];
  readonly failures_total: number;
  readonly last_error: string | null;
  readonly restarts: Restarts;
  readonly restarts_total: number;
}

/** The history of a connector at its first check. */
export function newHistory(now_ms: number): ConnectorHistory {
  return {
    watched_since_ms: now_ms,
    stored: null,
    confirmed_lsn: null,
    arrived_at_ms: null,
    failing: false,
    running_since_ms: now_ms,
    failed_at_ms: [],
    failures_total: 0,
    last_error: null,
    restarts: NO_RESTARTS,
    restarts_total: 0,
  };
}

/** Whether Connect reports the connector or one of its tasks as failed. */
export function isFailed(connect: ConnectorFacts['connect']): connect is ConnectStatus {
  return (
    typeof connect === 'object' &&
    (connect.state === 'FAILED' || connect.tasks.some(({ state }) => state === 'FAILED'))
  );
}

/**
 * Adds a check. A slot whose confirmed position moves counts as an arrival, because a connector confirms only
 * what Kafka has acknowledged. A stored offset counts once, when it is new, because its time is the server's
 * clock, which may be ahead.
 */
export function addReading(history: ConnectorHistory, reading: ConnectorReading): ConnectorHistory {
  const stored = reading.stored === 'not_asked' ? history.stored : reading.stored;
  const confirmed_lsn =
    reading.server === 'unreadable' ? history.confirmed_lsn : (reading.slot?.confirmed_lsn ?? null);
  const moved =
    confirmed_lsn !== null && history.confirmed_lsn !== null && confirmed_lsn > history.confirmed_lsn;
  const changed_at_ms = stored?.lsn === history.stored?.lsn ? null : (stored?.changed_at_ms ?? null);
  const arrivals = [history.arrived_at_ms, changed_at_ms, moved ? reading.now_ms : null].filter(
    (at) => at !== null,
  );
  const arrived_at_ms = arrivals.length === 0 ? null : Math.min(reading.now_ms, Math.max(...arrivals));
  return { ...addFailure(history, reading), stored, confirmed_lsn, arrived_at_ms };
}

function addFailure(history: ConnectorHistory, { now_ms, connect }: ConnectorReading): ConnectorHistory {
  const failed_at_ms = history.failed_at_ms.filter((at) => now_ms - at < REMEMBERED_MS);
  if (!isFailed(connect)) {
    return {
      ...history,
      failed_at_ms,
      failing: false,
      running_since_ms: history.failing ? now_ms : history.running_since_ms,
    };
  }
  const last_error = connect.error ?? history.last_error;
  if (history.failing) return { ...history, failed_at_ms, last_error };
  return {
    ...history,
    last_error,
    failing: true,
    failed_at_ms: [...failed_at_ms, now_ms],
    failures_total: history.failures_total + 1,
    restarts: afterRunning(history.restarts, now_ms - history.running_since_ms),
  };
}

/** Records a restart of the failed tasks: if they are found failed again, that is a new failure. */
export function addRestart(history: ConnectorHistory, now_ms: number): ConnectorHistory {
  return {
    ...history,
    failing: false,
    running_since_ms: now_ms,
    restarts_total: history.restarts_total + 1,
    restarts: { in_a_row: history.restarts.in_a_row + 1, last_at_ms: now_ms },
  };
}

/** Combines the newest check with the history to the facts for a verdict. */
export function factsOf(
  history: ConnectorHistory,
  { now_ms, connect, server, slot }: ConnectorReading,
): ConnectorFacts {
  const last = history.failed_at_ms.at(-1);
  return {
    connect,
    server,
    slot,
    stored_lsn: history.stored?.lsn ?? null,
    heartbeat_age_ms: history.arrived_at_ms === null ? null : now_ms - history.arrived_at_ms,
    watched_ms: now_ms - history.watched_since_ms,
    failures: history.failed_at_ms.length,
    last_failure_age_ms: last === undefined ? null : now_ms - last,
    last_error: last === undefined ? null : history.last_error,
  };
}
