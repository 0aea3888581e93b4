import type { BrokerAdmin } from '@stockproof/kafka';
import { offsetsOfGroup } from './restored-ledger.js';
import type { StoppedLedger } from './stopped-ledger.js';

/** The database of each group's stored offsets. */
const DATABASES: Readonly<Record<string, string>> = {
  'command-handler': 'inventory',
  reservation: 'reservation',
};

/**
 * Sets the offsets that these groups committed to Kafka back to the stored ones, where they are ahead: until then a group
 * does not start, because its database went back in time. The groups must have no members. Returns a sentence for each.
 */
export async function goBackToStored(
  { runtime, broker }: StoppedLedger,
  groups: readonly string[],
): Promise<string[]> {
  const admin = await broker.admin();
  const moved: string[] = [];
  try {
    for (const group of groups) {
      const stored = await offsetsOfGroup(runtime.databases[DATABASES[group] ?? ''], group);
      for (const topic of new Set(stored.map((one) => one.topic))) {
        const offsets = new Map(
          stored.filter((one) => one.topic === topic).map((one) => [one.partition, one.next_offset ?? 0]),
        );
        moved.push(...(await goBack(admin, group, topic, offsets)));
      }
    }
  } finally {
    await admin.close();
  }
  return moved;
}

async function goBack(
  admin: BrokerAdmin,
  group: string,
  topic: string,
  stored: ReadonlyMap<number, number>,
): Promise<string[]> {
  const committed = await admin.committed(group, topic);
  const ahead = [...committed].flatMap(([partition, offset]): [number, number, number][] => {
    const to = stored.get(partition) ?? 0;
    return offset !== null && offset > to ? [[partition, offset, to]] : [];
  });
  if (ahead.length === 0) return [];
  await admin.commit(group, topic, new Map(ahead.map(([partition, , to]) => [partition, to])));
  return ahead.map(
    ([partition, from, to]) => `${group} reads ${topic}/${partition} again from ${to} (was ${from})`,
  );
}
