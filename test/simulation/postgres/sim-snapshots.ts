import { escapeLiteral } from 'pg';
import type { OpenSnapshot, Snapshot } from '../../../apps/recovery/src/engine/snapshot.js';
import { checkPin } from '../statements/pins.js';
import type { SimProcess } from '../machine/sim-process.js';
import type { SimDatabase } from './sim-database.js';
import { connectionLost, refused } from './sql-error.js';
import type { Row, Tables } from './tables.js';

/** Snapshots of a database, as recovery opens them; several connections may share one. */
export function simSnapshots(database: SimDatabase, process: SimProcess): OpenSnapshot {
  const snapshots = new Map<string, Tables>();
  return async (join) => {
    await travel(database, process);
    const id = join ?? `moment-${snapshots.size}`;
    const tables = snapshots.get(id) ?? database.tables.copy();
    snapshots.set(id, tables);
    const query = (asked: string | { readonly text: string }, values: readonly unknown[] = []): unknown => {
      const text = typeof asked === 'string' ? asked : asked.text;
      const rows = async (): Promise<readonly Row[]> => {
        await travel(database, process);
        return run(database, tables, text, values);
      };
      return text.trimStart().startsWith('COPY') ? lines(rows) : rows().then((found) => ({ rows: found }));
    };
    return { db: { query, escapeLiteral }, id, close: () => Promise.resolve() } as Snapshot;
  };
}

function run(
  database: SimDatabase,
  tables: Tables,
  text: string,
  values: readonly unknown[],
): readonly Row[] {
  const read = database.readText(text);
  const model = database.models[read?.name ?? ''];
  if (read === null || model === undefined) throw new Error(`the simulation has no model of ${text}`);
  checkPin(database.name, read.name, read.template);
  const { time, wal_end } = database;
  const at = { now_ms: time.clock_ms, wal_end, isLocked: () => false, lock: () => undefined };
  return model.run(database.beginSnapshot(tables), [read.scope, ...values], at);
}

/** The output of a COPY, in two chunks that are cut anywhere. */
async function* lines(rows: () => Promise<readonly Row[]>): AsyncGenerator<Buffer> {
  const bytes = Buffer.from((await rows()).map(({ line }) => String(line)).join(''));
  const middle = bytes.length >> 1;
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

function travel(database: SimDatabase, process: SimProcess): Promise<void> {
  const { random, faults } = database;
  return new Promise((resolve, reject) => {
    process.after(random.between(0, 4) / 2, () => {
      if (!database.up) reject(refused());
      else if (random.chance(faults.connection_lost)) reject(connectionLost());
      else resolve();
    });
  });
}
