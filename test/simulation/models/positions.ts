import { keyOf } from '../postgres/tables.js';
import type { StatementModels } from '../postgres/statement.js';

const TABLE = 'consumer_position';
const lockOf = (values: readonly unknown[]): string[] => [`${TABLE}/${keyOf(...values.slice(0, 3))}`];

/** The positions of @stockproof/postgres, in every database that consumes. */
export const POSITION_STATEMENTS: StatementModels = {
  'claim-partition': {
    locks: lockOf,
    // Who claims is left out: it names the machine and the process that the simulation runs in.
    run(tx, [consumer_group, topic, partition]) {
      const key = keyOf(consumer_group, topic, partition);
      const before = tx.get(TABLE, key);
      const epoch = ((before?.['epoch'] as number | undefined) ?? 0) + 1;
      const next_offset = before?.['next_offset'] ?? null;
      tx.put(TABLE, key, { consumer_group, topic, partition, epoch, next_offset });
      return [{ epoch, next_offset }];
    },
  },
  'advance-position': {
    locks: lockOf,
    run(tx, [consumer_group, topic, partition, epoch, from, to]) {
      const key = keyOf(consumer_group, topic, partition);
      const row = tx.get(TABLE, key);
      if (row?.['epoch'] !== epoch || row?.['next_offset'] !== from) return [];
      tx.put(TABLE, key, { ...row, next_offset: to });
      return [{}];
    },
  },
  'read-position': {
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
