import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decider, EventUpcaster, NamedEvent } from '@stockproof/event-sourcing';
import { inTransaction } from '@stockproof/postgres';
import {
  CreateEventStore1763700000001,
  eventsInOrder,
  testDatabase,
  type TestDatabase,
} from '@stockproof/testing';
import {
  Aggregates,
  appendEvents,
  BrokenStreamError,
  ConcurrencyError,
  type ExpectedVersion,
  loadEvents,
  MessageReusedError,
  retryConflicts,
} from './index.js';

interface Added {
  readonly type: 'added';
  readonly n: number;
}

const added = (n: number): Added => ({ type: 'added', n });
const decider: Decider<number, number, Added> = {
  initialState: () => 0,
  decide: (_state, n) => ({ ok: true, events: [added(n)] }),
  evolve: (state, { n }) => {
    if (n < 0) throw new Error('nothing is taken away');
    return state + n;
  },
};
const sums = (upcast?: EventUpcaster) =>
  new Aggregates<number, number, Added>({
    decider,
    streamOf: (id) => id,
    ...(upcast === undefined ? {} : { upcast }),
  });
const CAUSE = { correlation_id: 'c', causation_id: 'command-1' };

let database: TestDatabase;
let stream = '';
let streams = 0;
const next = (): string => (stream = `s-${(streams += 1)}`);
const append = (expected: ExpectedVersion, events: readonly NamedEvent[], more: object = {}) =>
  appendEvents(database.pool, { stream, expected, events, correlation_id: 'c', ...more });

beforeAll(async () => {
  database = await testDatabase([CreateEventStore1763700000001]);
});
afterAll(() => database.drop());

describe('append', () => {
  it.each<[ExpectedVersion, number, boolean]>([
    ['none', 0, true],
    ['none', 2, false],
    [0, 0, true],
    [0, 2, false],
    [2, 2, true],
    [1, 2, false],
    [3, 2, false],
    ['any', 0, true],
    ['any', 2, true],
  ])('expecting %s of a stream at version %i: %s', async (expected, there, works) => {
    next();
    if (there > 0)
      await append(
        'none',
        Array.from({ length: there }, (_none, n) => added(n)),
      );
    const appending = append(expected, [added(8), added(9)]);
    if (!works) await expect(appending).rejects.toThrow(ConcurrencyError);
    else expect(await appending).toMatchObject({ version: there + 2, appended: true });
    expect((await loadEvents(database.pool, stream)).map(({ version }) => version)).toEqual(
      Array.from({ length: there + (works ? 2 : 0) }, (_none, n) => n + 1),
    );
  });

  it('stores on every event its stream, correlation and cause', async () => {
    next();
    await append('none', [added(1)], { causation_id: 'command-1' });
    await append(1, [added(2), added(3)]);
    const events = await loadEvents(database.pool, stream);
    expect(events.map(({ correlation_id, causation_id }) => [correlation_id, causation_id])).toEqual([
      ['c', 'command-1'],
      ['c', `${stream}@1`],
      ['c', `${stream}@1`],
    ]);
  });

  it('finds a batch that is stored already, at any later version', async () => {
    next();
    const batch = { message_ids: ['a', 'b'] };
    expect(await append('none', [added(1), added(2)], batch)).toMatchObject({ version: 2, appended: true });
    await append(2, [added(3)]);
    expect(await append('none', [added(1), added(2)], batch)).toMatchObject({ version: 2, appended: false });
    await expect(append(0, [added(1), added(9)], { message_ids: ['a', 'z'] })).rejects.toThrow(
      MessageReusedError,
    );
    expect(await append('any', [added(1)], { message_ids: ['a'] })).toMatchObject({
      version: 1,
      appended: false,
    });
    expect(await append(3, [added(1), added(2)], batch)).toMatchObject({ version: 2, appended: false });
    // Its last event is the one with the last version, whatever its message is called.
    next();
    const turned = { message_ids: ['b', 'a'] };
    await append('none', [added(1), added(2)], turned);
    expect(await append('any', [added(1), added(2)], turned)).toMatchObject({ version: 2, appended: false });
    next();
    await append('none', [added(1), added(2)], batch);
    await append(2, [added(3)]);
    expect(await loadEvents(database.pool, stream)).toHaveLength(3);
  });

  it('by sixteen writers on a few streams loses nothing, duplicates nothing and leaves no gap', async () => {
    const names = Array.from({ length: 5 }, () => next());
    await Promise.all(
      Array.from({ length: 16 }, async (_none, writer) => {
        for (let round = 0; round < 15; round += 1) {
          const message_ids = [`${writer}/${round}`];
          const name = names[(writer + round) % 5] ?? '';
          const once = async (): Promise<unknown> => {
            const { version: expected } = await sums().load(database.pool, name);
            const events = [added(1)];
            return appendEvents(database.pool, {
              stream: name,
              expected,
              events,
              message_ids,
              correlation_id: 'c',
            });
          };
          // Sixteen writers on five streams: somebody may lose ten times running.
          await retryConflicts(() => retryConflicts(() => retryConflicts(once)));
        }
      }),
    );
    const all = (await Promise.all(names.map((name) => loadEvents<Added>(database.pool, name)))).flat();
    expect([all.length, new Set(all.map(({ message_id }) => message_id)).size]).toEqual([240, 240]);
  });

  it('stores rows that cannot be changed', async () => {
    next();
    await append('none', [added(1)]);
    await expect(database.pool.query(`UPDATE event SET data = '{}'`)).rejects.toThrow(/append-only/);
  });
});

describe('reading all', () => {
  const follow = async (from: string): Promise<{ names: string[]; position: string }> => {
    const { events, position } = await eventsInOrder(database.pool, from, 1_000);
    return { names: events.map((event) => `${event.stream}@${event.version}`), position };
  };

  it('does not skip an event whose transaction commits after one with a higher number', async () => {
    const { position } = await follow('');
    const [slow, fast] = [next(), next()];
    const open = await database.pool.connect();
    await open.query('BEGIN');
    await appendEvents(open, { stream: slow, expected: 'none', events: [added(1)], correlation_id: 'c' });
    await appendEvents(database.pool, {
      stream: fast,
      expected: 'none',
      events: [added(1)],
      correlation_id: 'c',
    });
    const early = await follow(position);
    await open.query('COMMIT');
    open.release();
    const late = await follow(early.position);
    expect([...early.names, ...late.names]).toEqual([`${slow}@1`, `${fast}@1`]);
    expect((await follow(late.position)).names).toEqual([]);
  });

  it('gives a stream in order, also if an older transaction appends later', async () => {
    const { position } = await follow('');
    next();
    await inTransaction(database.pool, async (older) => {
      await older.query('SELECT pg_current_xact_id()');
      await append('none', [added(1)]);
      await appendEvents(older, { stream, expected: 1, events: [added(2)], correlation_id: 'c' });
    });
    expect((await follow(position)).names).toEqual([`${stream}@1`, `${stream}@2`]);
  });

  it('orders transactions as numbers: the tenth comes after the ninth', async () => {
    const [early, late] = [next(), next()];
    for (const [name, transaction] of [
      [late, '10'],
      [early, '9'],
    ] as const) {
      await database.pool.query(
        `INSERT INTO event (stream, version, type, data, transaction_id) VALUES ($1, 1, 'added', '{"n":1}', $2::xid8)`,
        [name, transaction],
      );
    }
    const seen: string[] = [];
    for (let position = '8/0'; seen.length < 2;) {
      const read = await eventsInOrder(database.pool, position, 1);
      seen.push(...read.events.map((event) => event.stream));
      position = read.position;
    }
    expect(seen).toEqual([early, late]);
  });

  it('reads each event once, in stream order, while sixteen writers append and some roll back', async () => {
    let { position } = await follow('');
    const seen: string[] = [];
    let writing = true;
    const reader = (async () => {
      for (let more = true; more;) {
        more = writing;
        const page = await eventsInOrder(database.pool, position, 7);
        seen.push(...page.events.map((event) => `${event.stream}@${event.version}`));
        more ||= page.events.length > 0;
        position = page.position;
      }
    })();
    const names = Array.from({ length: 8 }, () => next());
    await Promise.all(
      Array.from({ length: 16 }, async (_none, writer) => {
        for (let round = 0; round < 10; round += 1) {
          const append_in = inTransaction(database.pool, async (db) => {
            await appendEvents(db, {
              stream: names[(writer + round) % 8] ?? '',
              expected: 'any',
              events: [added(1), added(2)],
              correlation_id: 'c',
            });
            if ((writer + round) % 5 === 0) throw new Error('given up');
          });
          await append_in.catch(() => undefined);
        }
      }),
    );
    writing = false;
    await reader;
    const stored = (await Promise.all(names.map((name) => loadEvents(database.pool, name))))
      .flat()
      .map((event) => `${event.stream}@${event.version}`);
    expect([...seen].sort()).toEqual(stored.sort());
    for (const name of names) {
      const versions = seen
        .filter((one) => one.startsWith(`${name}@`))
        .map((one) => Number(one.split('@')[1]));
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
    }
  });
});

describe('aggregates', () => {
  /** One attempt, in a transaction of its own. */
  const add = (n: number) =>
    inTransaction(database.pool, async (db) => {
      const loaded = await sums().load(db, stream);
      const decision = sums().decide(loaded, n);
      if (!decision.ok) throw new Error(decision.detail);
      await sums().append(db, stream, loaded, decision.events, CAUSE);
      return sums().after(loaded, decision.events);
    });

  it('are loaded, decided on and appended at the loaded version', async () => {
    next();
    expect(await sums().load(database.pool, stream)).toEqual({ state: 0, version: 0, history: [] });
    expect([await add(1), await add(2)]).toEqual([1, 3]);
    const { history, ...loaded } = await sums().load(database.pool, stream);
    expect(loaded).toEqual({ state: 3, version: 2 });
    expect(history.map(({ version, event, causation_id }) => [version, event.n, causation_id])).toEqual([
      [1, 1, 'command-1'],
      [2, 2, 'command-1'],
    ]);
  });

  it('append nothing if another writer has appended meanwhile', async () => {
    next();
    const loaded = await sums().load(database.pool, stream);
    await add(1);
    await expect(sums().append(database.pool, stream, loaded, [added(9)], CAUSE)).rejects.toThrow(
      ConcurrencyError,
    );
    expect((await sums().load(database.pool, stream)).state).toBe(1);
  });

  it.each<[string, number, boolean, number]>([
    // how many attempts fail, whether it is given up, and how many were made
    ['the first works', 0, false, 1],
    ['the ninth is overtaken', 9, false, 10],
    ['somebody is always faster', Infinity, true, 10],
  ])('are tried again: %s', async (_what, overtaken, given_up, made) => {
    let attempts = 0;
    const attempt = (): Promise<number> => {
      attempts += 1;
      return attempts <= overtaken ? Promise.reject(new ConcurrencyError('s', 1)) : Promise.resolve(attempts);
    };
    const done = retryConflicts(attempt);
    if (given_up) await expect(done).rejects.toThrow(ConcurrencyError);
    else expect(await done).toBe(made);
    expect(attempts).toBe(made);
  });

  it('rethrow other errors at once, unless the caller treats them as a conflict', async () => {
    let attempts = 0;
    const attempt = (): Promise<number> =>
      (attempts += 1) === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(7);
    await expect(retryConflicts(attempt)).rejects.toThrow('broken');
    attempts = 0;
    expect(await retryConflicts(attempt, { also: () => true, wait_ms: 1 })).toBe(7);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a version is missing',
      () =>
        database.pool.query(
          `INSERT INTO event (stream, version, type, data, transaction_id) VALUES ($1, 3, 'added', '{"n":1}', '9')`,
          [stream],
        ),
      'version 2 is missing',
    ],
    ['an event cannot be applied', () => append(1, [added(-1)]), 'nothing is taken away'],
  ])('are not loaded if %s', async (_what, spoil, fault) => {
    next();
    await append('none', [added(1)]);
    await spoil();
    const failed = await sums()
      .load(database.pool, stream)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BrokenStreamError);
    expect(failed).toMatchObject({ stream, fault });
  });

  it('upcast older versions of an event before they fold them', async () => {
    next();
    const former = { type: 'added', count: 5 };
    await append('none', [former]);
    await append(1, [added(2)], { schema_version: 2 });
    const upcast: EventUpcaster = (_type, version, data) => (version === 1 ? { n: data['count'] } : data);
    expect((await sums(upcast).load(database.pool, stream)).state).toBe(7);
  });
});
