import { readFile } from 'node:fs/promises';
import { type BrokerAdmin, createKafkaJsBroker } from '@stockproof/kafka';
import { parseContract } from '@stockproof/recovery-contract';
import { connectFetch } from '@stockproof/connectors';
import { connectorFiles } from '../../connect/register-connectors.js';
import type { Instance } from '../../instance/instance.js';
import { kafkaAccess } from '../../kafka/kafka-access.js';
import { topicSpecs } from '../../kafka/topics.js';

const GROUPS = ['command-handler', 'availability-projection', 'reservation'];

/**
 * Describes Kafka at the moment of a backup: topics with their ids, settings and ends, what each group has committed, and where each
 * connector is. A restore needs none of it, because positions are in PostgreSQL and `npm start` makes the topics; it shows what was there.
 */
export async function describeKafka(instance: Instance, connect_url: string) {
  const contract = parseContract(await readFile(instance.contract_file, 'utf8'), instance.contract_file);
  const broker = createKafkaJsBroker({
    client_id: 'stockproof-backup',
    ...kafkaAccess(instance.home, instance.kafka),
  });
  const admin = await broker.admin();
  try {
    const specs = topicSpecs(contract.ordering_boundary.partitions, '');
    const ids = await admin.topicIds(specs.map(({ name }) => name));
    const topics: Awaited<ReturnType<typeof describeTopic>>[] = [];
    for (const { name } of specs)
      if ((ids.get(name) ?? null) !== null) topics.push(await describeTopic(admin, name, ids));
    const connectors = await Promise.all(
      connectorFiles().map(async ({ name, config }) => ({
        name,
        config,
        ...(await offsetsOf(connect_url, name)),
      })),
    );
    return { topics, connectors };
  } finally {
    await admin.close();
  }
}

async function describeTopic(admin: BrokerAdmin, name: string, ids: ReadonlyMap<string, string | null>) {
  const committed: Record<string, Readonly<Record<string, number | null>>> = {};
  for (const group of GROUPS) {
    const offsets = Object.fromEntries(await admin.committed(group, name));
    if (Object.values(offsets).some((offset) => offset !== null)) committed[group] = offsets;
  }
  return {
    name,
    id: ids.get(name) ?? null,
    partitions: await admin.partitionCount(name),
    config: await admin.topicConfig(name),
    offsets: Object.fromEntries(await admin.offsets(name)),
    committed,
  };
}

/** As Connect has them. A connector that cannot be asked does not keep a backup from being made. */
async function offsetsOf(connect_url: string, name: string): Promise<{ readonly offsets: unknown }> {
  const answer = await connectFetch(`${connect_url}/connectors/${name}/offsets`).catch(() => null);
  return { offsets: answer?.ok === true ? ((await answer.json()) as unknown) : null };
}
