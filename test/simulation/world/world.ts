import { TOPICS } from '@stockproof/events';
import type { Reservations } from '../../../apps/reservation/src/requests/reservations.js';
import { installClock } from '../time/install-clock.js';
import { harm, heal, type Targets } from './nemesis.js';
import type { WorldOptions } from './options.js';
import { Orders } from './orders.js';
import { Sellers } from './sellers.js';
import { type Ingestion, startCommandHandler, startIngestion, startProjection, startReservation } from './services.js';
import { Slot } from './slot.js';
import { PARTITIONS, Stage } from './stage.js';

const LONGEST_TROUBLE_MS = 60_000;
/** After the healing everything has to be right within this time. */
const CONVERGE_WITHIN_MS = 10 * 60_000;

/** One simulated world: the services' own code over simulated brokers, databases and connectors. */
export class World {
  readonly stage: Stage;
  readonly sellers: Sellers;
  readonly orders: Orders;
  readonly crashes: { readonly name: string; readonly cause: Error }[] = [];
  private readonly targets: Targets;

  constructor(readonly options: WorldOptions) {
    this.stage = new Stage(options.seed);
    installClock(this.stage.time, this.stage.random('entropy'));
    const apis = [this.slot('ingestion-1', startIngestion), this.slot('ingestion-2', startIngestion)];
    const reservation = this.slot<Reservations>('reservation-1', startReservation);
    const slots = [
      ...apis, reservation,
      this.slot('command-handler-1', startCommandHandler), this.slot('command-handler-2', startCommandHandler),
      this.slot('projection-1', startProjection), this.slot('projection-2', startProjection),
    ];
    this.sellers = new Sellers(this.stage, apis as Slot<Ingestion>[]);
    this.orders = new Orders(this.stage, reservation, this.sellers);
    this.targets = { stage: this.stage, slots, sellers: this.sellers };
  }

  /** Both phases. True when everything came to rest in time. */
  async run(): Promise<boolean> {
    const { options: { events, faults }, stage, sellers, orders, targets } = this;
    sellers.post(events);
    orders.place(Math.ceil(events / 25));
    harm(targets, faults, LONGEST_TROUBLE_MS);
    const began_ms = stage.time.now_ms;
    const quiet = (): boolean => sellers.idle && orders.idle;
    await stage.time.run(quiet, began_ms + LONGEST_TROUBLE_MS);
    heal(targets);
    return stage.time.run(() => quiet() && this.atRest(), stage.time.now_ms + CONVERGE_WITHIN_MS);
  }

  /** Nothing is on its way anywhere. */
  private atRest(): boolean {
    const { ledgerConnector, outboxConnector } = this.stage;
    return ledgerConnector.idle && outboxConnector.idle && this.allRead() && this.allPublished() && this.allEnded();
  }

  private allRead(): boolean {
    const { databases, cluster } = this.stage;
    return [databases.ledger, databases.view, databases.reservations].every(({ tables }) =>
      [...tables.table('consumer_position').values()].every(({ topic, partition, next_offset }) => {
        const log = cluster.topic(String(topic))[partition as number];
        return (log?.messages.at(-1)?.offset ?? -1) < ((next_offset as number | null) ?? 0);
      }));
  }

  private allPublished(): boolean {
    const { tables } = this.stage.databases.view;
    const positions = [...tables.table('consumer_position').values()].filter(({ topic }) => topic === TOPICS.ledgerChanges);
    const published = [...tables.table('published_position').values()];
    return positions.every(({ partition, next_offset }) =>
      published.some((row) => row['partition'] === partition && (row['published_offset'] as number) >= ((next_offset as number | null) ?? 0)));
  }

  private allEnded(): boolean {
    const ended = ['confirmed', 'rejected', 'cancelled', 'expired'];
    return [...this.stage.databases.reservations.tables.table('reservation').values()]
      .every(({ status }) => ended.includes(String(status)));
  }

  private slot<T>(
    name: string, start: (machine: Parameters<typeof startIngestion>[0], partitions: number, failed: (cause: Error) => void) => Promise<T>,
  ): Slot<T> {
    const { stage } = this;
    const random = stage.random(name);
    return new Slot<T>(
      name, stage.time, () => random.between(100, 2_000), (process) => stage.machine(process),
      (machine, failed) => start(machine, PARTITIONS, failed),
      (process, cause) => {
        stage.say(`${process} ended: ${cause.name}: ${cause.message}`);
        this.crashes.push({ name: process, cause });
      },
    );
  }
}
