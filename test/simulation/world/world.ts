import { TOPICS } from '@stockproof/events';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Recoveries } from '../../../apps/recovery/src/requests/recoveries.js';
import type { Reservations } from '../../../apps/reservation/src/requests/reservations.js';
import { installClock } from '../machine/install-clock.js';
import { afterwards } from './afterwards.js';
import { harm, heal, type Targets } from './faults/nemesis.js';
import { Operators } from './clients/operators.js';
import type { WorldOptions } from './faults/options.js';
import { Orders } from './clients/orders.js';
import { startRecovery } from './services/recovery.js';
import { Sellers } from './clients/sellers.js';
import type { Machine } from './services/service.js';
import {
  type Ingestion,
  startCommandHandler,
  startIngestion,
  startProjection,
  startReservation,
} from './services/services.js';
import { Slot } from './services/slot.js';
import { PARTITIONS, Stage } from './stage.js';

const LONGEST_TROUBLE_MS = 60_000;
/** After the faults everything must be right within this time. */
const CONVERGE_WITHIN_MS = 10 * 60_000;
const POLL_INTERVAL_MS = 500;
const EVENTS_AN_ORDER = 16;

/** A verification, with the verdict that it must have and the one it had. */
export interface Expectation {
  readonly what: string;
  readonly expected: 'trusted' | 'not trusted';
  readonly verdict: string | null;
}

/** One simulated world: the services' own code over simulated brokers, databases and connectors. */
export class World {
  readonly stage: Stage;
  readonly sellers: Sellers;
  readonly orders: Orders;
  readonly operators: Operators;
  readonly expectations: Expectation[] = [];
  readonly crashes: { readonly name: string; readonly cause: Error }[] = [];
  /** The ledger itself was changed by hand: nothing derived from it can be right. */
  ledger_is_forged = false;
  private readonly targets: Targets;

  constructor(
    readonly options: WorldOptions,
    contracts: readonly RecoveryContract[],
  ) {
    this.stage = new Stage(options.seed, options.events);
    const { stage } = this;
    installClock(stage.time, stage.random('entropy'));
    const onPartitions =
      <T>(start: (machine: Machine, partitions: number, failed: (cause: Error) => void) => Promise<T>) =>
      (machine: Machine, failed: (cause: Error) => void): Promise<T> =>
        start(machine, PARTITIONS, failed);
    const apis = [1, 2].map((number) =>
      this.slot<Ingestion>(`ingestion-${number}`, onPartitions(startIngestion)),
    );
    const reservation = this.slot<Reservations>('reservation-1', onPartitions(startReservation));
    const parts = { contracts, ledger: stage.databases.ledger, partitions: PARTITIONS };
    const recovery = this.slot<Recoveries>('recovery-1', (machine, failed) =>
      startRecovery(machine, parts, failed),
    );
    const pairs = [1, 2].flatMap((number) => [
      this.slot<unknown>(`command-handler-${number}`, onPartitions(startCommandHandler)),
      this.slot<unknown>(`projection-${number}`, onPartitions(startProjection)),
    ]);
    this.sellers = new Sellers(stage, apis);
    this.orders = new Orders(stage, reservation, this.sellers);
    this.operators = new Operators(stage, recovery);
    this.targets = { stage, slots: [...apis, reservation, recovery, ...pairs], sellers: this.sellers };
  }

  /** All phases. True if everything came to rest in time. */
  async run(): Promise<boolean> {
    const {
      options: { events, faults },
      stage,
      sellers,
      orders,
      targets,
      operators,
    } = this;
    sellers.post(events);
    orders.place(Math.ceil(events / EVENTS_AN_ORDER));
    operators.watch(LONGEST_TROUBLE_MS / 4);
    harm(targets, faults, LONGEST_TROUBLE_MS);
    const quiet = (): boolean => sellers.idle && orders.idle;
    await stage.time.run(quiet, stage.time.now_ms + LONGEST_TROUBLE_MS);
    heal(targets);
    const rested = await this.within(() => quiet() && operators.idle && this.isStill());
    if (!rested) return false;
    let over = false;
    afterwards(this)
      .finally(() => {
        over = true;
      })
      .catch(() => undefined);
    return (
      (await this.within(() => over)) &&
      this.within(() => this.isStill() && (this.ledger_is_forged || this.allEnded()))
    );
  }

  /** Waits until every saga has ended as well, so that later changes by hand are not overwritten. */
  async rest(): Promise<void> {
    const until_ms = this.stage.time.now_ms + CONVERGE_WITHIN_MS / 2;
    while (!(this.isStill() && this.allEnded()) && this.stage.time.now_ms < until_ms)
      await this.stage.time.wait(POLL_INTERVAL_MS);
  }

  /** Restarts every command handler, so that its cache is empty. */
  async renewCommandHandlers(): Promise<void> {
    const handlers = this.targets.slots.filter(({ name }) => name.startsWith('command-handler'));
    for (const slot of handlers) slot.kill();
    while (handlers.some(({ process }) => process.state === 'dead'))
      await this.stage.time.wait(POLL_INTERVAL_MS);
  }

  private within(done: () => boolean): Promise<boolean> {
    return this.stage.time.run(done, this.stage.time.now_ms + CONVERGE_WITHIN_MS);
  }

  /** No message or change is on its way. */
  private isStill(): boolean {
    const { ledgerConnector, outboxConnector } = this.stage;
    return ledgerConnector.idle && outboxConnector.idle && this.allRead() && this.allPublished();
  }

  private allRead(): boolean {
    const { databases, cluster } = this.stage;
    return [databases.ledger, databases.view, databases.reservations].every(({ tables }) =>
      [...tables.table('consumer_position').values()].every(({ topic, partition, next_offset }) => {
        const log = cluster.topic(String(topic))[partition as number];
        return (log?.messages.at(-1)?.offset ?? -1) < ((next_offset as number | null) ?? 0);
      }),
    );
  }

  private allPublished(): boolean {
    const { tables } = this.stage.databases.view;
    const positions = [...tables.table('consumer_position').values()].filter(
      ({ topic }) => topic === TOPICS.ledgerChanges,
    );
    const published = new Map(
      [...tables.table('published_position').values()].map((row) => [
        row['partition'],
        row['published_offset'] as number,
      ]),
    );
    return positions.every(
      ({ partition, next_offset }) =>
        (published.get(partition) ?? -1) >= ((next_offset as number | null) ?? 0),
    );
  }

  private allEnded(): boolean {
    const ended = ['confirmed', 'rejected', 'cancelled', 'expired'];
    return [...this.stage.databases.reservations.tables.table('reservation').values()].every(({ status }) =>
      ended.includes(String(status)),
    );
  }

  private slot<T>(
    name: string,
    begin: (machine: Machine, failed: (cause: Error) => void) => Promise<T>,
  ): Slot<T> {
    const { stage } = this;
    const random = stage.random(name);
    const onCrash = (process: string, cause: Error): void => {
      stage.say(`${process} ended: ${cause.name}: ${cause.message}`);
      this.crashes.push({ name: process, cause });
    };
    return new Slot<T>(
      name,
      stage.time,
      () => random.between(100, 2_000),
      (process) => stage.machine(process),
      begin,
      onCrash,
    );
  }
}
