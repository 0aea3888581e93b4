import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import type { Replication } from '../kafka/broker-properties.js';

export type TopologyKind = 'single' | 'ha';

/** A node of Kafka, broker and controller in one. */
export interface BrokerNode {
  /** Of its part and its data folder. */
  readonly name: string;
  readonly id: number;
  readonly ports: {
    readonly clients: number;
    readonly certificates: number;
    readonly internal: number;
    readonly controller: number;
  };
}

/** A worker of Kafka Connect. */
export interface WorkerNode {
  readonly name: string;
  readonly port: number;
}

/** How many nodes of each server an instance has, and where they listen. */
export interface Topology {
  readonly kind: TopologyKind;
  readonly brokers: readonly [BrokerNode, ...BrokerNode[]];
  readonly workers: readonly [WorkerNode, ...WorkerNode[]];
  readonly replication: Replication;
  /** Of each service. */
  readonly copies: number;
}

interface TopologyQuestion {
  readonly kind: TopologyKind;
  /** 0: as many as the topology has. */
  readonly copies: number;
  readonly replication: Replication;
  readonly first_broker: BrokerNode['ports'];
  readonly first_worker: number;
  /** The first of the consecutive ports of everything else. */
  readonly first_port: number;
}

const BROKERS = 3;
const PORTS_OF_A_BROKER = 4;
/** Ports before those of the copies: of the other brokers, of the other worker, and some that are kept free. */
const PORTS_OF_NODES = 24;
const HA_REPLICATION: Replication = { factor: BROKERS, min_insync: 2 };

/** The nodes of an instance. The first of each kind has the ports and the name that it has alone. */
export function topologyOf(asked: TopologyQuestion): Topology {
  const { kind, copies, replication, first_broker, first_worker, first_port } = asked;
  const broker: BrokerNode = { name: 'kafka', id: 1, ports: first_broker };
  const worker: WorkerNode = { name: 'connect', port: first_worker };
  if (kind === 'single')
    return { kind, brokers: [broker], workers: [worker], replication, copies: copies || 1 };
  const others = Array.from({ length: BROKERS - 1 }, (_none, at): BrokerNode => {
    const from = first_port + at * PORTS_OF_A_BROKER;
    const ports = { clients: from, certificates: from + 1, internal: from + 2, controller: from + 3 };
    return { name: `kafka-${at + 2}`, id: at + 2, ports };
  });
  const second = { name: 'connect-2', port: first_port + (BROKERS - 1) * PORTS_OF_A_BROKER };
  return {
    kind,
    brokers: [broker, ...others],
    workers: [worker, second],
    replication: HA_REPLICATION,
    copies: copies || 2,
  };
}

/** The port of a copy (2 and above) of a service, which is the `service`-th. */
export function portOfCopy(first_port: number, copy: number, service: number): number {
  return first_port + PORTS_OF_NODES + (copy - 2) * COPIED_SERVICES + service;
}

/** Services that have copies. */
const COPIED_SERVICES = 5;

/** The ports that an instance has beside those of every instance. */
export function additionalPorts({
  topology: { brokers, workers, copies },
  first_port,
}: {
  readonly topology: Topology;
  readonly first_port: number;
}): number[] {
  const nodes = [
    ...brokers.slice(1).flatMap(({ ports }) => Object.values(ports)),
    ...workers.slice(1).map(({ port }) => port),
  ];
  const of_copies = Array.from({ length: (copies - 1) * COPIED_SERVICES }, (_none, at) =>
    portOfCopy(first_port, 2 + Math.floor(at / COPIED_SERVICES), at % COPIED_SERVICES),
  );
  return [...nodes, ...of_copies];
}

const fileOf = (home: string): string => join(home, 'topology');

/** The topology that a home was first started with; null if it was not started yet, or before there was a choice. */
export function topologyOfHome(home: string): TopologyKind | null {
  if (existsSync(fileOf(home))) return readFileSync(fileOf(home), 'utf8').trim() === 'ha' ? 'ha' : 'single';
  return existsSync(join(home, 'kafka', 'log')) ? 'single' : null;
}

/**
 * Notes the topology of a new home. Throws for a home of another one: three controllers of which two know nothing could elect one of
 * those, and lose what the third knows.
 */
export async function keepTopology(home: string, asked: TopologyKind): Promise<void> {
  const kept = topologyOfHome(home);
  if (kept !== null && kept !== asked)
    throw new Error(
      `${home} was made ${kept === 'ha' ? 'with' : 'without'} --ha and stays so: set another STOCKPROOF_HOME, or \`npm run reset\``,
    );
  await replaceFile(fileOf(home), `${asked}\n`);
}
