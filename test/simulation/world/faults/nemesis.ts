import type { Random } from '@stockproof/workload';
import type { Fault } from './options.js';
import type { Sellers } from '../clients/sellers.js';
import type { Slot } from '../services/slot.js';
import type { Stage } from '../stage.js';

/** What the nemesis can affect. */
export interface Targets {
  readonly stage: Stage;
  readonly slots: readonly Slot[];
  readonly sellers: Sellers;
}

type Harm = (targets: Targets, random: Random) => void;

/** Faults that happen at a point in time. */
const HARMS: Partial<Record<Fault, Harm>> = {
  kill: ({ slots, stage }, random) => {
    const slot = random.pick(slots);
    stage.say(`kill ${slot.process.name}`);
    slot.kill();
  },
  stop: ({ slots, stage }, random) => {
    const { process } = random.pick(slots);
    const ms = random.pick([200, 3_000, 12_000]);
    stage.say(`stop ${process.name} for ${ms} ms`);
    process.stop();
    stage.time.after(ms, () => process.resume());
  },
  churn: ({ slots, stage }, random) => {
    const slot = random.pick(slots.filter(({ name }) => name.endsWith('-2')));
    stage.say(`${slot.wanted ? 'leave' : 'join'} ${slot.name}`);
    slot.want(!slot.wanted);
  },
  database: ({ stage }, random) => {
    const database = random.pick(Object.values(stage.databases));
    const ms = random.between(50, 4_000);
    stage.say(`database ${database.name} away for ${ms} ms`);
    if (database.up) database.crash(ms);
  },
  broker: ({ stage }, random) => {
    const ms = random.between(50, 4_000);
    stage.say(`brokers away for ${ms} ms`);
    if (stage.cluster.up) stage.cluster.crash(ms);
  },
  connector: ({ stage }, random) => {
    const connector = random.pick([stage.ledgerConnector, stage.outboxConnector]);
    stage.say(`restart connector ${connector.name}`);
    connector.restart(random.between(10, 3_000));
  },
  slot: ({ stage }, random) => {
    if (!random.chance(0.3)) return;
    stage.ledgerConnector.loseSlot();
    stage.say('the slot of the ledger was lost and made again');
  },
  poison: ({ sellers }) => sellers.poison(),
};

/** Faults that occur from time to time during a period. */
export function unsettle({ stage, sellers }: Targets, faults: ReadonlySet<Fault>, random: Random): void {
  const often = (fault: Fault, most: number): number => (faults.has(fault) ? random.next() * most : 0);
  for (const database of Object.values(stage.databases)) {
    database.faults = {
      connection_lost: often('connection', 0.01),
      commit_unknown: often('commit', 0.08),
      conflict: often('conflict', 0.02),
    };
  }
  stage.cluster.faults = { produce_lost: often('produce', 0.05), ack_lost: often('produce', 0.1) };
  sellers.faults = { request_lost: often('network', 0.1), answer_lost: often('network', 0.2) };
  if (faults.has('delay')) {
    stage.ledgerConnector.delay_ms = random.between(5, 4_000);
    stage.outboxConnector.delay_ms = random.between(5, 4_000);
  }
}

/** The first phase: fault after fault until its time is over. */
export function harm(targets: Targets, faults: ReadonlySet<Fault>, within_ms: number): void {
  const random = targets.stage.random('nemesis');
  unsettle(targets, faults, random);
  for (const [fault, does] of Object.entries(HARMS) as [Fault, Harm][]) {
    if (!faults.has(fault)) continue;
    for (let at_ms = random.between(0, 3_000); at_ms < within_ms; at_ms += random.between(300, 6_000)) {
      targets.stage.time.after(at_ms, () => {
        if (!targets.stage.healed) does(targets, random);
      });
    }
  }
}

/** The second phase: no more faults, and everything unavailable comes back. */
export function heal({ stage, slots, sellers }: Targets): void {
  unsettle({ stage, slots, sellers }, new Set(), stage.random('healer'));
  stage.healed = true;
  stage.ledgerConnector.delay_ms = 5;
  stage.outboxConnector.delay_ms = 5;
  stage.cluster.up = true;
  for (const database of Object.values(stage.databases)) database.up = true;
  for (const slot of slots) {
    slot.process.resume();
    if (!slot.wanted) slot.want(true);
  }
  stage.say('healed');
}
