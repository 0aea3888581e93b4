import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isTransientPgError } from '@stockproof/postgres';
import {
  CreateEventStore1763700000001,
  eventsInOrder,
  queryDatabase,
  runningStack,
  testDatabase,
  type TestDatabase,
} from '@stockproof/testing';
import { appendEvents, ConcurrencyError, loadEvents } from './index.js';

/** The long form: STOCKPROOF_TEST_APPENDS=100000. */
const APPENDS = Number(process.env['STOCKPROOF_TEST_APPENDS'] ?? 4_000);
const WRITERS = 16;
const STREAMS = 100;
const WITHIN_MS = 300_000 + APPENDS * 5;
const CUT_EVERY_MS = 40;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([CreateEventStore1763700000001]);
});
afterAll(() => database.drop());

interface Report {
  appended: number;
  conflicts: number;
  cuts: number;
  /** Appends that were found to stand already when they were tried again: their first answer was lost. */
  found: number;
}

/**
 * Appends behind the version it believes in until it is in; a connection that breaks leaves the outcome
 * unknown.
 */
async function write(
  stream: string,
  message: string,
  believed: Map<string, number>,
  reported: Report,
): Promise<void> {
  for (;;) {
    try {
      const expected = believed.get(stream) ?? 0;
      const done = await appendEvents(database.pool, {
        stream,
        expected,
        events: [{ type: 'added', message }],
        correlation_id: 'c',
        message_ids: [message],
      });
      believed.set(stream, Math.max(believed.get(stream) ?? 0, done.version));
      reported.appended += 1;
      if (!done.appended) reported.found += 1;
      return;
    } catch (error) {
      if (!(error instanceof ConcurrencyError) && !isTransientPgError(error)) throw error;
      if (error instanceof ConcurrencyError) reported.conflicts += 1;
      const after = believed.get(stream) ?? 0;
      const more = await loadEvents(database.pool, stream, undefined, after).catch(() => []);
      believed.set(stream, after + more.length);
    }
  }
}

it(
  `${APPENDS} appends by ${WRITERS} writers on ${STREAMS} streams whose connections are cut: no gap, no duplicate, typed conflicts; a reader of all streams sees each once`,
  async () => {
    const reported: Report = { appended: 0, conflicts: 0, cuts: 0, found: 0 };
    const application = new URL(database.url).pathname.slice(1);
    let writing = true;
    const cutter = (async () => {
      while (writing) {
        await delay(CUT_EVERY_MS);
        reported.cuts += (
          await queryDatabase(
            runningStack(),
            'inventory',
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 ORDER BY random() LIMIT 1',
            [application],
          )
        ).length;
      }
    })();
    const seen: string[] = [];
    const follower = (async () => {
      for (let position = ''; ;) {
        const last = !writing;
        const read = await eventsInOrder<{ message: string }>(database.pool, position, 500).catch(() => null);
        if (read !== null)
          seen.push(
            ...read.events.map(({ stream, version, data }) => `${stream}@${version}=${data.message}`),
          );
        if (last && read?.events.length === 0) return;
        position = read?.position ?? position;
        if (read === null || read.events.length === 0) await delay(5);
      }
    })();
    await Promise.all(
      Array.from({ length: WRITERS }, async (_none, writer) => {
        const believed = new Map<string, number>();
        for (let n = writer; n < APPENDS; n += WRITERS)
          await write(`s-${(n * 31 + writer) % STREAMS}`, `m-${n}`, believed, reported);
      }),
    ).finally(() => (writing = false));
    await Promise.all([cutter, follower]);
    const stored = await database.pool.query<{ stream: string; n: number; newest: number; messages: number }>(
      'SELECT stream, count(*)::int AS n, max(version)::int AS newest, count(DISTINCT message_id)::int AS messages FROM event GROUP BY stream',
    );
    expect(stored.rows.filter(({ n, newest, messages }) => n !== newest || n !== messages)).toEqual([]);
    expect(stored.rows.reduce((sum, { n }) => sum + n, 0)).toBe(APPENDS);
    expect([seen.length, new Set(seen).size]).toEqual([APPENDS, APPENDS]);
    const order = new Map<string, number>();
    for (const one of seen) {
      const [stream = '', version = ''] = one.split(/[@=]/);
      expect([stream, Number(version)]).toEqual([stream, (order.get(stream) ?? 0) + 1]);
      order.set(stream, Number(version));
    }
    expect(reported.appended).toBe(APPENDS);
    expect(reported.conflicts).toBeGreaterThan(0);
    expect(reported.cuts).toBeGreaterThan(0);
    console.info(JSON.stringify(reported));
  },
  WITHIN_MS,
);
