import { setTimeout as delay } from 'node:timers/promises';
import { within } from '@stockproof/timing';
import type { Pool } from 'pg';
import { connectorStates, restartFailed, stopConnector, storedOffset } from './connect/connect-api.js';
import type { ConnectorFacts } from './state/connector-facts.js';
import {
  addReading,
  addRestart,
  type ConnectorHistory,
  factsOf,
  type ConnectorReading,
  newHistory,
} from './state/connector-history.js';
import { type Connector, CONNECTORS } from './connectors.js';
import { classifyConnector, type ConnectorVerdict } from './state/classify-connector.js';
import { remedyFor } from './state/remedy-for.js';
import { isRestartDue } from './state/restart-backoff.js';
import { SessionLock } from './session-lock.js';
import { readServer, readSlots } from './sql/captured-server.js';

const EVERY_MS = 2_000;
const DATABASE_WITHIN_MS = 4_000;
/** Connect reads its whole offsets topic for each answer. */
const OFFSETS_EVERY_MS = 15_000;

/** The facts about a connector, and the verdict. */
export interface ConnectorReport extends Connector, ConnectorVerdict {
  readonly facts: ConnectorFacts;
  /** Since when its state has been good, or bad, ms. */
  readonly since_ms: number;
  readonly checked_at_ms: number;
  readonly restarts: number;
  readonly failures: number;
}

/** What the watch is about to do to a connector, and the reason. */
export interface Remedy {
  readonly name: string;
  readonly remedy: 'restart' | 'stop';
  readonly reason: ConnectorVerdict['reason'];
}

/**
 * What a ConnectorWatch needs. `onChanged` is called if the reason of a verdict changes, not for the first
 * verdict. `onFailed` is called for a check or a remedy that failed; the watch goes on.
 */
export interface ConnectorWatchOptions {
  /** A pool of the captured database, used only by the watch. */
  readonly pool: Pool;
  readonly connect_url: string;
  readonly now_ms: () => number;
  readonly onChanged: (report: ConnectorReport) => void;
  /** Calls `act` once, or rejects. The next check waits until it settles. */
  readonly carryOut: (remedy: Remedy, act: () => Promise<void>) => Promise<void>;
  readonly onFailed: (error: Error) => void;
}

/** Whether changes are known to reach Kafka. So `degraded` is well, and `unknown` is not. */
export const isWell = ({ state }: ConnectorVerdict): boolean => state === 'healthy' || state === 'degraded';

/**
 * Checks every connector periodically and restarts or stops it as `remedyFor` decides, because Connect leaves
 * failed tasks failed. Every process with a watch checks; only the one that holds the lock acts.
 */
export class ConnectorWatch {
  private readonly histories = new Map<string, ConnectorHistory>();
  private readonly reported = new Map<string, ConnectorReport>();
  private readonly lock: SessionLock;
  private offsets_at_ms = 0;
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConnectorWatchOptions) {
    this.lock = new SessionLock(options.pool, 'stockproof restarts connectors');
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop;
    this.lock.release();
  }

  /** The newest verdict on each connector; empty before the first check. */
  reports(): readonly ConnectorReport[] {
    return CONNECTORS.flatMap(({ name }) => this.reported.get(name) ?? []);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.poll().catch((error: unknown) => this.options.onFailed(error as Error));
      await delay(EVERY_MS);
    }
  }

  private async poll(): Promise<void> {
    const { connect_url, pool, now_ms } = this.options;
    const states = await connectorStates(connect_url).catch(() => null);
    // The end of the WAL is read last, because offsets read after it could be beyond it.
    const stored = states === null ? null : await this.offsets();
    const slots = await within(DATABASE_WITHIN_MS, readSlots(pool)).catch(() => null);
    const server =
      slots === null ? null : await within(DATABASE_WITHIN_MS, readServer(pool)).catch(() => null);
    for (const connector of CONNECTORS) {
      const reading: ConnectorReading = {
        now_ms: now_ms(),
        connect: states === null ? 'unreachable' : (states.get(connector.name) ?? 'missing'),
        server: server ?? 'unreadable',
        slot: slots?.find(({ slot_name }) => slot_name === connector.slot_name) ?? null,
        stored: storedOf(stored, connector.name),
      };
      const verdict = this.report(connector, reading);
      const remedy = remedyFor(verdict, reading);
      const { name } = connector;
      if (remedy !== null)
        await this.mend({ name, remedy, reason: verdict.reason }).catch(this.options.onFailed);
    }
  }

  private async offsets(): Promise<ReadonlyMap<string, ConnectorReading['stored']> | null> {
    const { connect_url, now_ms } = this.options;
    // The watch acts only on an offset that was read just now; an operator may delete a stored one.
    const suspicious = this.reports().some(
      ({ reason }) => reason === 'lsn_ahead_of_server' || reason === 'other_server',
    );
    if (!suspicious && now_ms() - this.offsets_at_ms < OFFSETS_EVERY_MS) return null;
    this.offsets_at_ms = now_ms();
    const asked = CONNECTORS.map(async ({ name }): Promise<[string, ConnectorReading['stored']]> => {
      const stored = await storedOffset(connect_url, name).catch(() => 'not_asked' as const);
      return [name, stored];
    });
    return new Map(await Promise.all(asked));
  }

  private report(connector: Connector, reading: ConnectorReading): ConnectorVerdict {
    const { name } = connector;
    const history = addReading(this.histories.get(name) ?? newHistory(reading.now_ms), reading);
    this.histories.set(name, history);
    const facts = factsOf(history, reading);
    const verdict = classifyConnector(facts);
    const before = this.reported.get(name);
    const report = {
      ...connector,
      ...verdict,
      facts,
      since_ms: before !== undefined && isWell(before) === isWell(verdict) ? before.since_ms : reading.now_ms,
      checked_at_ms: reading.now_ms,
      restarts: history.restarts_total,
      failures: history.failures_total,
    };
    this.reported.set(name, report);
    if (before !== undefined && before.reason !== report.reason) this.options.onChanged(report);
    return report;
  }

  private async mend(what: Remedy): Promise<void> {
    const { connect_url, now_ms, carryOut } = this.options;
    const { name, remedy } = what;
    const history = this.histories.get(name);
    if (history === undefined || (remedy === 'restart' && !isRestartDue(history.restarts, now_ms()))) return;
    if (!(await this.lock.held())) return;
    if (remedy === 'stop') return carryOut(what, () => stopConnector(connect_url, name));
    this.histories.set(name, addRestart(history, now_ms()));
    await carryOut(what, () => restartFailed(connect_url, name));
  }
}

function storedOf(
  stored: ReadonlyMap<string, ConnectorReading['stored']> | null,
  name: string,
): ConnectorReading['stored'] {
  const found = stored?.get(name);
  return found === undefined ? 'not_asked' : found;
}
