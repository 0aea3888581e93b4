import type { ConsumedMessage } from '@stockproof/kafka';
import { createRandom, type Random } from '@stockproof/workload';
import { SimConnector } from '../cdc/sim-connector.js';
import { SimBroker } from '../kafka/sim-broker.js';
import { SimCluster } from '../kafka/sim-cluster.js';
import { LEDGER_CHECKS, OUTCOME_CHECKS } from '../models/checks.js';
import { LEDGER_STATEMENTS } from '../models/ledger.js';
import { STOCK_REPAIR_STATEMENTS } from '../models/ledger-repairs.js';
import { RECORD_STATEMENTS } from '../models/records.js';
import { RESERVATION_STATEMENTS } from '../models/reservations.js';
import { readText } from '../statements/texts.js';
import { VIEW_CHECKS } from '../models/view-checks.js';
import { VIEW_STATEMENTS } from '../models/view.js';
import { SimDatabase } from '../postgres/sim-database.js';
import { simPool } from '../postgres/sim-pool.js';
import { VirtualTime } from '../machine/virtual-time.js';
import { routeLedger, routeOutbox } from './capture.js';
import type { Machine } from './services/service.js';
import type { SimProcess } from '../machine/sim-process.js';

export const PARTITIONS = 4;
/** 2026-01-01T00:00:00Z. */
const BEGIN_MS = 1_767_225_600_000;
const BEAT_MS = 500;
/** Ten times what a world needs. */
const MIN_STEPS = 100_000;
const STEPS_AN_EVENT = 300;

export type DatabaseName = 'ledger' | 'view' | 'reservations' | 'records';

/** Everything around the services: time, brokers, databases, connectors. */
export class Stage {
  readonly time: VirtualTime;
  readonly cluster: SimCluster;
  readonly databases: Readonly<Record<DatabaseName, SimDatabase>>;
  readonly ledgerConnector: SimConnector;
  readonly outboxConnector: SimConnector;
  /** Events, newest last, for the trace of a failure. */
  readonly said: string[] = [];
  /** The second phase has begun: all faults are over. */
  healed = false;

  constructor(
    readonly seed: number,
    events: number,
  ) {
    this.time = new VirtualTime(BEGIN_MS, MIN_STEPS + STEPS_AN_EVENT * events);
    this.cluster = new SimCluster(this.time, this.random('cluster'), PARTITIONS);
    const database = (name: DatabaseName, models: SimDatabase['models']): SimDatabase =>
      new SimDatabase(name, this.time, this.random(name), models, readText);
    this.databases = {
      ledger: database('ledger', {
        ...LEDGER_STATEMENTS,
        ...STOCK_REPAIR_STATEMENTS,
        ...LEDGER_CHECKS,
        ...OUTCOME_CHECKS,
      }),
      view: database('view', { ...VIEW_STATEMENTS, ...VIEW_CHECKS, ...OUTCOME_CHECKS }),
      reservations: database('reservations', RESERVATION_STATEMENTS),
      records: database('records', RECORD_STATEMENTS),
    };
    const { ledger, view } = this.databases;
    view.tables.table('projection_function').set('live', {
      role: 'live',
      generation: 1,
      name: 'built-in',
      version: 1,
      digest: null,
      recovery_id: null,
    });
    this.ledgerConnector = new SimConnector(
      'ledger',
      ledger,
      this.cluster,
      routeLedger(PARTITIONS, ledger.tables),
    );
    this.outboxConnector = new SimConnector('outbox', ledger, this.cluster, routeOutbox);
    this.beat();
  }

  /** Separate random numbers for each user, so that one never shifts those of another. */
  random(name: string): Random {
    const mixed = [...name].reduce(
      (sum, deadLetter) => Math.imul(sum, 31) + (deadLetter.codePointAt(0) ?? 0),
      17,
    );
    return createRandom(Math.imul(this.seed, 0x9e3779b1) ^ mixed);
  }

  machine(process: SimProcess): Machine {
    return {
      process,
      broker: new SimBroker(this.cluster, process),
      pool: (name) => simPool(this.databases[name], process),
    };
  }

  say(what: string): void {
    this.said.push(`${((this.time.now_ms - BEGIN_MS) / 1_000).toFixed(3)} ${what}`);
  }

  private beat(): void {
    const { ledger } = this.databases;
    if (ledger.up)
      ledger.byHand((tx) =>
        tx.put('debezium_heartbeat', 'ledger', {
          connector: 'ledger',
          beat_at: new Date(this.time.clock_ms).toISOString(),
        }),
      );
    this.time.after(BEAT_MS, () => this.beat());
  }
}

/** Every message of a topic with its partition. */
export function messagesOf(
  stage: Stage,
  topic: string,
): { readonly partition: number; readonly message: ConsumedMessage }[] {
  return stage.cluster
    .topic(topic)
    .flatMap(({ messages }, partition) => messages.map((message) => ({ partition, message })));
}
