import { loadConfig } from '@stockproof/config';
import { createPool } from '@stockproof/postgres';
import type { RefusalListener } from '@stockproof/http';
import { fitEvent, type SecurityEvent } from '@stockproof/security-events';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { appendEvent } from './sql/security-events.js';

/** The security log as a service sees it. */
export interface SecurityLog {
  /** Resolves when the event is committed. If it rejects, the outcome is unknown. */
  append(event: SecurityEvent): Promise<void>;
  /**
   * Records what has already happened. It never waits and never throws. If it cannot be written, an error is
   * logged and a metric counts it.
   */
  note(event: SecurityEvent): void;
}

/** Most events that wait to be written; further noted ones are lost, with an error in the log. */
const MAX_WAITING = 1_000;
const CONNECTIONS = 2;

/** The log in the database `security`. */
export class PostgresSecurityLog implements SecurityLog {
  private readonly waiting = new Set<Promise<void>>();

  constructor(
    private readonly pool: Pool,
    private readonly onLost: (error: unknown, event: SecurityEvent) => void,
  ) {}

  async append(event: SecurityEvent): Promise<void> {
    await appendEvent(this.pool, fitEvent(event));
  }

  note(event: SecurityEvent): void {
    if (this.waiting.size >= MAX_WAITING)
      return this.onLost(new Error(`${MAX_WAITING} events wait already`), event);
    const written: Promise<void> = this.append(event)
      .catch((error: unknown) => this.onLost(error, event))
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }

  /** Waits for the noted events, then closes the connections. */
  async close(): Promise<void> {
    await Promise.all(this.waiting);
    await this.pool.end();
  }
}

/**
 * Opens the log of a service by its setting. A lost event is an error in the service's own log, with its
 * content.
 */
export function openSecurityLog(service: string, logger: Logger, { meter }: Telemetry): PostgresSecurityLog {
  const url = loadConfig(['STOCKPROOF_SECURITY_DATABASE_URL']).STOCKPROOF_SECURITY_DATABASE_URL;
  const lost = meter.createCounter('stockproof_security_events_lost', {
    description: 'events of security that could not be written to the security log',
  });
  lost.add(0);
  const pool = createPool({ url, application_name: `${service}-security-log`, max: CONNECTIONS });
  return new PostgresSecurityLog(pool, (error, event) => {
    lost.add(1);
    logger.error({ err: error, security_event: event }, 'an event is missing in the security log');
  });
}

/** Returns a listener that records refused logins and calls as events. */
export function refusalsTo(log: SecurityLog): RefusalListener {
  const nothing = { target: null, reason: null, detail: null } as const;
  return {
    loginRefused: ({ address, key_id, throttled }, attempts) =>
      log.note({
        ...nothing,
        action: 'log_in',
        outcome: 'refused',
        actor: key_id === null ? null : `key ${key_id}`,
        address,
        detail: throttled ? `throttled, ${attempts} attempts` : null,
      }),
    callRefused: ({ address, credential, operation }) =>
      log.note({
        ...nothing,
        action: 'call_operation',
        outcome: 'refused',
        actor: credential,
        target: operation,
        address,
      }),
  };
}
