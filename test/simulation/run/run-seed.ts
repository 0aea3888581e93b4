import { createHash } from 'node:crypto';
import { checkWorld } from '../invariants/check-world.js';
import type { Violation } from '../invariants/evidence-of.js';
import { readContracts } from '../world/read-contracts.js';
import type { WorldOptions } from '../world/faults/options.js';
import { World } from '../world/world.js';

/** The result of one world. */
export interface SeedResult {
  readonly options: WorldOptions;
  readonly violations: readonly Violation[];
  /** The faults, with the virtual seconds since the start. */
  readonly said: readonly string[];
  readonly virtual_s: number;
  readonly rows: number;
  readonly crashes: number;
  /** Digest of everything that was committed and published: the same options give the same digest. */
  readonly fingerprint: () => string;
}

const CONTRACTS = readContracts();

/** Runs the world of these options and checks it. An error of the simulation itself is thrown. */
export async function runSeed(options: WorldOptions): Promise<SeedResult> {
  const world = new World(options, CONTRACTS);
  const began_ms = world.stage.time.now_ms;
  const rested = await world.run();
  const { stage, crashes } = world;
  return {
    options,
    said: stage.said,
    crashes: crashes.length,
    violations: [...unexpected(world), ...checkWorld(world, rested)],
    virtual_s: (stage.time.now_ms - began_ms) / 1_000,
    rows: stage.databases.ledger.tables.table('inventory_transaction').size,
    fingerprint: () => fingerprintOf(world),
  };
}

/** A service may end because another one took over its shards; it must survive everything else. */
const MAY_END = ['FencedError', 'ProducerFencedError'];
/**
 * Without these faults no shard changes its holder, so a service that is fenced has a fault of its own, such
 * as an offset that does not advance.
 */
const FAILOVERS = ['kill', 'stop', 'churn'] as const;

function unexpected({ crashes, options: { faults } }: World): Violation[] {
  const taken_over = FAILOVERS.some((fault) => faults.has(fault));
  return crashes
    .filter(({ cause }) => !(taken_over && MAY_END.includes(cause.name)))
    .map(({ name, cause }) => ({
      invariant: 'I10 no service gives up',
      what: `${name}: ${cause.stack ?? cause.message}`,
    }));
}

/** A lease's holder is named by machine and process, which do not belong to the world. */
function withoutHolder(name: string, value: unknown): unknown {
  return name === 'holder' ? null : value;
}

function fingerprintOf({ stage }: World): string {
  const digest = createHash('sha256');
  for (const { wal } of Object.values(stage.databases)) digest.update(JSON.stringify(wal, withoutHolder));
  return digest.digest('hex').slice(0, 16);
}
