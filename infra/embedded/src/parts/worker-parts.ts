import { join } from 'node:path';
import { connectPart } from '../connect/connect.js';
import type { WorkerOptions } from '../connect/worker-properties.js';
import type { PartSpec } from '../part.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Instance } from '../instance/instance.js';
import type { WorkerNode } from '../instance/topology.js';
import { brokersVia, type JavaOptions } from './broker-parts.js';
import type { InstanceTls } from './instance-tls.js';

/** MiB; the connectors are divided among the workers, and one must be able to run them all. */
const HEAP = { single: 768, ha: 512 };

/** Every worker of Connect as a part; their folders exist when it resolves. */
export function workerParts(
  instance: Instance,
  secrets: Secrets,
  tls: InstanceTls,
  java: JavaOptions,
): Promise<PartSpec[]> {
  const { home, topology } = instance;
  return Promise.all(
    topology.workers.map((node) =>
      connectPart({
        ...workerOptions(node, instance, secrets, tls),
        ...java,
        name: node.name,
        heap_mib: HEAP[topology.kind],
        work_dir: join(home, node.name),
      }),
    ),
  );
}

/** Settings of one worker. */
export function workerOptions(
  { port }: WorkerNode,
  instance: Instance,
  { kafka_passwords, connect_password }: Secrets,
  tls: InstanceTls,
): WorkerOptions {
  const { host, via, topology } = instance;
  return {
    host,
    port,
    kafka: brokersVia(instance),
    kafka_password: kafka_passwords.connect,
    kafka_ca: tls.kafka.ca,
    rest_password: connect_password,
    replication_factor: topology.replication.factor,
    capture: { host, port: via.postgres },
    capture_login: tls.debezium,
  };
}
