import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { CreateEventStore1763700000001, testDatabase, type TestDatabase } from '@stockproof/testing';
import {
  Aggregates,
  appendEvents,
  ConcurrencyError,
  type ExpectedVersion,
  type Kept,
  loadEvents,
  MessageReusedError,
  readAll,
} from './index.js';
import { upsertSnapshot } from './sql/upsert-snapshot.js';

interface Added {
  readonly type: 'added';
  readonly n: number;
}

const added = (n: number): Added => ({ type: 'added', n });
const sum = (upcast?: Kept<number, Added>['upcast'], schema_version = 1): Kept<number, Added> => ({
  initialState: () => 0,
  evolve: (state, { n }) => state + n,
  ...(upcast === undefined ? {} : { upcast }),
  snapshot: { schema_version, toJson: (state) => state, fromJson: Number },
});

let database: TestDatabase;
let stream = '';
let streams = 0;
const next = (): string => (stream = `s-${(streams += 1)}`);
const append = (expected: ExpectedVersion, events: readonly Added[], more: object = {}) =>
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

  it('says on every event what it belongs to and what made it happen', async () => {
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

  it('finds a batch that stands there already, wherever the stream is by now', async () => {
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

  it('of sixteen writers on a few streams loses nothing, doubles nothing and leaves no gap', async () => {
    const names = Array.from({ length: 5 }, () => next());
    const stored = new Aggregates(database.pool, sum());
    await Promise.all(
      Array.from({ length: 16 }, async (_none, writer) => {
        for (let round = 0; round < 15; round += 1) {
          await stored.change(names[(writer + round) % 5] ?? '', () => ({
            events: [added(1)],
            correlation_id: 'c',
            message_ids: [`${writer}/${round}`],
          }));
        }
      }),
    );
    const all = (await Promise.all(names.map((name) => loadEvents<Added>(database.pool, name)))).flat();
    expect([all.length, new Set(all.map(({ message_id }) => message_id)).size]).toEqual([240, 240]);
  });

  it('is refused a change afterwards', async () => {
    next();
    await append('none', [added(1)]);
    await expect(database.pool.query(`UPDATE event SET data = '{}'`)).rejects.toThrow(/append-only/);
  });
});

describe('reading all', () => {
  const follow = async (from: string): Promise<{ names: string[]; position: string }> => {
    const { events, position } = await readAll<Added>(database.pool, from, 1_000);
    return { names: events.map((event) => `${event.stream}@${event.version}`), position };
  };

  it('does not pass an event whose transaction commits after one with a higher number', async () => {
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

  it('gives a stream in its order also when an older transaction appends later', async () => {
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
      const read = await readAll<Added>(database.pool, position, 1);
      seen.push(...read.events.map((event) => event.stream));
      position = read.position;
    }
    expect(seen).toEqual([early, late]);
  });

  it('sees each event once, in stream order, while sixteen writers append and some roll back', async () => {
    let { position } = await follow('');
    const seen: string[] = [];
    let writing = true;
    const reader = (async () => {
      for (let more = true; more;) {
        more = writing;
        const page = await readAll<Added>(database.pool, position, 7);
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
  const fill = async (count: number): Promise<void> => {
    const stored = new Aggregates(database.pool, sum());
    for (let n = 0; n < count; n += 1)
      await stored.change(stream, () => ({ events: [added(1)], correlation_id: 'c' }));
  };
  const snapshot = async (): Promise<{ version: number; state: unknown } | undefined> =>
    (await database.pool.query('SELECT version, state FROM snapshot WHERE stream = $1', [stream])).rows[0];

  it('keep a snapshot every fifty events, and read on from it', async () => {
    next();
    await fill(49);
    expect(await snapshot()).toBeUndefined();
    await fill(3);
    expect(await snapshot()).toEqual({ version: 50, state: 50 });
    expect(await new Aggregates(database.pool, sum()).load(stream)).toEqual({ state: 52, version: 52 });
  });

  it.each([
    ['of another form of the state', `UPDATE snapshot SET schema_version = 9, state = '777'`],
    ['beyond the events', `UPDATE snapshot SET version = 99, state = '777'`],
  ])('pass over a snapshot %s', async (_what, forge) => {
    next();
    await fill(51);
    await database.pool.query(`${forge} WHERE stream = $1`, [stream]);
    expect(await new Aggregates(database.pool, sum()).load(stream)).toEqual({ state: 51, version: 51 });
  });

  it.each<[string, number, number, string]>([
    // version and form of a snapshot that comes when there is one of version 50 and form 1, and which is kept
    ['a newer one', 51, 1, 'new'],
    ['the same again', 50, 1, 'old'],
    ['an older one', 49, 1, 'old'],
    ['an older one of another form', 49, 2, 'new'],
  ])('keep one snapshot: %s', async (_what, version, schema_version, kept) => {
    next();
    await upsertSnapshot(database.pool, stream, 50, 1, 'old');
    await upsertSnapshot(database.pool, stream, version, schema_version, 'new');
    expect(await snapshot()).toEqual({ version: kept === 'new' ? version : 50, state: kept });
  });

  it('are changed once by what comes twice, and remember it so', async () => {
    next();
    const stored = new Aggregates(database.pool, sum());
    const change = (message_id: string, n: number) =>
      stored.change(stream, () => ({ events: [added(n)], correlation_id: 'c', message_ids: [message_id] }));
    expect(await change('a', 1)).toEqual({ state: 1, version: 1, appended: true });
    expect(await change('b', 2)).toEqual({ state: 3, version: 2, appended: true });
    expect(await change('a', 1)).toEqual({ state: 3, version: 2, appended: false });
    await fill(47);
    expect(await change('a', 1)).toEqual({ state: 50, version: 49, appended: false });
    expect(await snapshot()).toBeUndefined();
  });

  it('give up after twenty attempts where somebody is always faster', async () => {
    next();
    let attempts = 0;
    const stored = new Aggregates(database.pool, sum());
    // What is decided is always behind what was appended meanwhile.
    const overtaken: Pick<typeof database.pool, 'query'> = database.pool;
    const slow = new Aggregates(
      {
        query: async (...asked: Parameters<typeof overtaken.query>) => {
          const { name = '' } = (asked[0] ?? {}) as { name?: string };
          if (name === 'insert-events') {
            attempts += 1;
            await stored.change(stream, () => ({ events: [added(1)], correlation_id: 'c' }));
          }
          return (overtaken.query as (...all: unknown[]) => Promise<unknown>)(...asked);
        },
      } as unknown as typeof database.pool,
      sum(),
    );
    await expect(slow.change(stream, () => ({ events: [added(9)], correlation_id: 'c' }))).rejects.toThrow(
      ConcurrencyError,
    );
    expect([attempts, (await stored.load(stream)).state]).toEqual([20, 20]);
  });

  it('fold older versions of an event through their upcaster', async () => {
    next();
    await append('none', [{ type: 'added', count: 5 } as unknown as Added]);
    await append(1, [added(2)], { schema_version: 2 });
    const upcast: Kept<number, Added>['upcast'] = (_type, version, data) =>
      version === 1 ? { n: data['count'] } : data;
    expect((await new Aggregates(database.pool, sum(upcast)).load(stream)).state).toBe(7);
  });
});
