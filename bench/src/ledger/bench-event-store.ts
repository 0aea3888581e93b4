import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { appendEvents, CREATE_EVENT_STORE, EXTEND_EVENT_STORE } from '@stockproof/event-store';
import { migratedDatabase } from '@stockproof/testing';
import type { QueryRunner } from 'typeorm';
import { bestOf, figure, type Line, perSecond } from '../report.js';

const WRITERS = 16;
const STREAMS = 100;
const REPEATS = 3;
const PAYLOAD = { seller_id: 'seller-42', sku: 'sku-1231241', quantity: 3, note: 'x'.repeat(150) };

class CreateStore1763700000001 {
  readonly name = 'CreateStore1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [...CREATE_EVENT_STORE, ...EXTEND_EVENT_STORE]) await runner.query(ddl);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}

/** Appends `size` events with the expected version. */
type AppendTo = (stream: string, expected: number, size: number) => Promise<void>;

/** Sixteen writers, each with its own streams, so that no writer waits for another. Events per second. */
async function rate(append: AppendTo, appends: number, size: number, round: string): Promise<number> {
  const began_ms = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async (_none, writer) => {
      for (let done = 0; done < appends / WRITERS; done += 1) {
        const stream = `${round}-${writer}-${done % ((STREAMS / WRITERS) | 0)}`;
        await append(stream, Math.floor(done / ((STREAMS / WRITERS) | 0)) * size, size);
      }
    }),
  );
  return perSecond(appends * size, performance.now() - began_ms);
}

/** Compares our store with emmett-postgresql: same server, same events, same run. */
export async function benchEventStore(): Promise<Line[]> {
  const own = await migratedDatabase([CreateStore1763700000001]);
  const other = await migratedDatabase([]);
  const emmett = getPostgreSQLEventStore(other.url);
  await emmett.schema.migrate();
  const events = (size: number) => Array.from({ length: size }, () => ({ type: 'line_held', ...PAYLOAD }));
  const ours: AppendTo = async (stream, expected, size) =>
    void (await appendEvents(own.pool, { stream, expected, events: events(size), correlation_id: stream }));
  const theirs: AppendTo = async (stream, expected, size) =>
    void (await emmett.appendToStream(
      stream,
      Array.from({ length: size }, () => ({ type: 'line_held', data: PAYLOAD })),
      {
        expectedStreamVersion: expected === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(expected),
      },
    ));
  const lines: Line[] = [];
  let total = 0;
  try {
    for (const [name, size, appends] of [
      ['single', 1, 4_800],
      ['batches of 20', 20, 1_600],
    ] as const) {
      let round = 0;
      const next = (): string => `${size}-${(round += 1)}`;
      const [mine = 0, peer = 0] = await bestOf(
        REPEATS,
        () => rate(ours, appends, size, next()),
        () => rate(theirs, appends, size, next()),
      );
      total += appends * size * REPEATS;
      const wrong =
        (await count(own.pool, 'event')) === total && (await count(other.pool, 'emt_messages')) === total
          ? null
          : 'not every event is there';
      lines.push({
        path: `event store, ${name}`,
        ours: figure(mine, 'events/s'),
        peer: figure(peer, 'emmett-postgresql'),
        ratio: mine / peer,
        goal: 1,
        wrong,
      });
    }
  } finally {
    await emmett.close();
    await Promise.all([own.drop(), other.drop()]);
  }
  return lines;
}

async function count(
  pool: { query<T>(sql: string): Promise<{ rows: T[] }> },
  table: string,
): Promise<number> {
  return (await pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n ?? 0;
}
