import { keyOf } from '../postgres/tables.js';
import type { StatementModels } from '../postgres/statement.js';

const TABLE = 'consumer_position';
const lockOf = (values: readonly unknown[]): string[] => [`${TABLE}/${keyOf(...values.slice(0, 3))}`];

/** The stored offsets of @stockproof/postgres, in every database of a consumer. */
export const POSITION_STATEMENTS: StatementModels = {
  'lock-shard': {
    locks: ([consumer_group, partition]) => [`shard/${keyOf(consumer_group, partition)}`],
    run: () => [],
  },
  'claim-shard': {
    // Rows of other topics of the shard are claimed too; in the simulation some topics of a group have no
    // reader.
    locks: ([consumer_group, partition, topics]) =>
      (topics as readonly string[]).toSorted().flatMap((topic) => lockOf([consumer_group, topic, partition])),
    // The holder is left out, because it names the machine and the process of the simulation itself.
    run(tx, [consumer_group, partition, topics, _claimed_by, topic_ids]) {
      const rows = tx
        .rows(TABLE)
        .filter((row) => row['consumer_group'] === consumer_group && row['partition'] === partition);
      const epoch = Math.max(0, ...rows.map((row) => row['epoch'] as number)) + 1;
      const asked = topics as readonly string[];
      const claimed = [...new Set([...asked, ...rows.map((row) => row['topic'] as string)])].map((topic) => {
        const before = rows.find((row) => row['topic'] === topic);
        const next_offset = before?.['next_offset'] ?? null;
        const topic_id =
          before?.['topic_id'] ?? (topic_ids as readonly (string | null)[])[asked.indexOf(topic)] ?? null;
        tx.put(TABLE, keyOf(consumer_group, topic, partition), {
          consumer_group,
          topic,
          partition,
          epoch,
          next_offset,
          topic_id,
        });
        return { topic, epoch, next_offset, topic_id };
      });
      return claimed.filter(({ topic }) => asked.includes(topic));
    },
  },
  'advance-offset': {
    locks: lockOf,
    run(tx, [consumer_group, topic, partition, epoch, from, to]) {
      const key = keyOf(consumer_group, topic, partition);
      const row = tx.get(TABLE, key);
      if (row?.['epoch'] !== epoch || row?.['next_offset'] !== from) return [];
      tx.put(TABLE, key, { ...row, next_offset: to });
      return [{}];
    },
  },
  'read-offset': {
    run(tx, [consumer_group, topic, partition]) {
      const row = tx.get(TABLE, keyOf(consumer_group, topic, partition));
      return row === undefined ? [] : [{ epoch: row['epoch'], next_offset: row['next_offset'] }];
    },
  },
  'read-epoch': {
    locks: lockOf,
    run(tx, [consumer_group, topic, partition]) {
      const row = tx.get(TABLE, keyOf(consumer_group, topic, partition));
      return row === undefined ? [] : [{ epoch: row['epoch'] }];
    },
  },
};
