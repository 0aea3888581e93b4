import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerOptions } from '../kafka/broker-properties.js';
import { kafkaPart, newClusterId } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Instance } from '../instance/instance.js';
import type { BrokerNode } from '../instance/topology.js';
import type { PartUser } from '../users/part-users.js';
import type { InstanceTls } from './instance-tls.js';

/** MiB; several brokers share what is little memory for one machine. */
const HEAP = { single: 768, ha: 320 };

/** What the Java parts have in common. */
export interface JavaOptions {
  readonly class_path: string;
  readonly user: PartUser | null;
}

/** Every node of Kafka as a part; their data folders exist when it resolves. */
export function brokerParts(
  instance: Instance,
  secrets: Secrets,
  tls: InstanceTls,
  java: JavaOptions,
): Promise<PartSpec[]> {
  const { home, topology } = instance;
  const cluster_id = clusterIdOf(instance) ?? newClusterId();
  return Promise.all(
    topology.brokers.map((node) =>
      kafkaPart({
        ...brokerOptions(node, instance, secrets, tls),
        ...java,
        name: node.name,
        cluster_id,
        heap_mib: HEAP[topology.kind],
        data_dir: join(home, node.name),
      }),
    ),
  );
}

/** Of the nodes that are formatted: a node whose folder was lost joins them. Null: there are none yet. */
function clusterIdOf({ home, topology }: Instance): string | null {
  for (const { name } of topology.brokers) {
    const file = join(home, name, 'log', 'meta.properties');
    const id = existsSync(file) ? /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
    if (id !== undefined) return id;
  }
  return null;
}

/** Settings of one node. Only the first is reached by another port where somebody is between. */
export function brokerOptions(
  { name, id, ports }: BrokerNode,
  { host, via, topology }: Instance,
  { kafka_passwords }: Secrets,
  tls: InstanceTls,
): BrokerOptions {
  return {
    host,
    id,
    ports,
    voters: topology.brokers.map((node) => `${node.id}@${host}:${node.ports.controller}`),
    replication: topology.replication,
    advertised: name === topology.brokers[0].name ? via.kafka : ports.clients,
    tls: tls.kafka,
    password: kafka_passwords.broker,
  };
}

/** host:port of each broker as the services reach it, comma separated. */
export function brokersVia({ host, via, topology }: Instance): string {
  const [, ...others] = topology.brokers;
  return [via.kafka, ...others.map(({ ports }) => ports.clients)].map((port) => `${host}:${port}`).join(',');
}
