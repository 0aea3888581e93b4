import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually, type SmallServer, smallServer } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { Pool } from 'pg';
import { type ConnectorReport, ConnectorWatch, type Remedy } from './connector-watch.js';
import { CONNECTORS } from './connectors.js';

const NAMES = CONNECTORS.map(({ name }) => name);
const FIRST = NAMES[0] ?? '';

/** What Connect and the database say; a test changes it while the watch looks. */
interface World {
  state: string;
  lsn: number;
  lock: boolean;
  database: boolean;
  system: string;
  /** Whether Connect answers what it has stored. */
  offsets: boolean;
}

const started: { watch: ConnectorWatch; connect: SmallServer }[] = [];
afterAll(() =>
  Promise.all(
    started.map(async ({ watch, connect }) => {
      await watch.stop();
      await connect.close();
    }),
  ),
);

/** The first connector is as the world says, the others run; a check every two seconds. */
async function watching(change: Partial<World> = {}) {
  const world: World = {
    state: 'RUNNING',
    lsn: 5,
    lock: true,
    database: true,
    system: '7',
    offsets: true,
    ...change,
  };
  let confirmed = 5;
  const statusOf = (name: string): object => {
    const state = name === FIRST ? world.state : 'RUNNING';
    return {
      status: {
        connector: { state: state === 'STOPPED' ? state : 'RUNNING' },
        tasks: state === 'STOPPED' ? [] : [{ id: 0, state, ...(state === 'FAILED' ? { trace: 'why' } : {}) }],
      },
    };
  };
  const connect = await smallServer((request) => {
    if (request === `PUT /connectors/${FIRST}/stop`) world.state = 'STOPPED';
    if (request.includes('/offsets') && !world.offsets) return { status: 500 };
    if (request.includes('/offsets'))
      return {
        body: JSON.stringify({ offsets: [{ offset: { lsn: request.includes(FIRST) ? world.lsn : 5 } }] }),
      };
    return { body: JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, statusOf(name)]))) };
  });
  const query = ({ name }: { name: string }): Promise<{ rows: object[] }> => {
    if (!world.database) return Promise.reject(new Error('away'));
    confirmed += 1;
    const slot = {
      active: true,
      wal_status: 'reserved',
      safe_wal_size: null,
      invalidation_reason: null,
      confirmed: String(confirmed),
      lag_bytes: 0,
    };
    return Promise.resolve({
      rows:
        name === 'read-slots'
          ? CONNECTORS.map(({ slot_name }) => ({ ...slot, slot_name }))
          : [
              {
                system_identifier: world.system,
                timeline: 1,
                accepted_system: '7',
                accepted_timeline: 1,
                wal: '1000',
              },
            ],
    });
  };
  const client = {
    on: () => undefined,
    once: () => undefined,
    release: () => undefined,
    query: () => Promise.resolve({ rows: [{ mine: world.lock }] }),
  };
  const pool = partOf<Pool>({ query, connect: () => Promise.resolve(client) });
  const changes: string[] = [];
  const remedies: Remedy[] = [];
  const watch = new ConnectorWatch({
    pool,
    connect_url: connect.url,
    now_ms: Date.now,
    carryOut: (remedy, act) => {
      remedies.push(remedy);
      return act();
    },
    onFailed: () => undefined,
    onChanged: ({ name, reason }) => changes.push(`${name} ${reason}`),
  });
  watch.start();
  started.push({ watch, connect });
  const first = (): ConnectorReport | undefined => watch.reports().find(({ name }) => name === FIRST);
  const orders = (): string[] => connect.asked.filter((request) => !request.startsWith('GET'));
  const polls = (): number =>
    connect.asked.filter((request) => request === 'GET /connectors?expand=status').length;
  return { world, watch, connect, first, orders, polls, changes, remedies };
}

// Each waits for some looks: side by side they wait no longer than one.
describe('the watch over connectors', () => {
  it.concurrent('looks every two seconds, and asks for offsets, which are dear, far less often', async () => {
    const { connect, polls } = await watching();
    await eventually(async () => expect(polls()).toBe(1));
    const began_ms = performance.now();
    await eventually(async () => expect(polls()).toBe(3));
    const waited_ms = performance.now() - began_ms;
    expect([waited_ms >= 3_500, waited_ms < 12_000]).toEqual([true, true]);
    expect(connect.asked.filter((request) => request.endsWith('/offsets')).sort()).toEqual(
      NAMES.map((name) => `GET /connectors/${name}/offsets`).sort(),
    );
  });

  it.concurrent('has a report on each, with how long that has been so', async () => {
    const { world, watch, first, changes } = await watching();
    await eventually(async () => expect(watch.reports().map(({ name }) => name)).toEqual(NAMES));
    const well_since = first()?.since_ms ?? 0;
    await eventually(async () => expect(first()?.state).toBe('healthy'));
    expect(first()?.since_ms).toBe(well_since);
    world.database = false;
    await eventually(async () => expect(first()?.facts.server).toBe('unreadable'));
    Object.assign(world, { database: true, state: 'FAILED' });
    await eventually(async () => expect(first()?.reason).toBe('task_failed'));
    expect(first()?.since_ms).toBeGreaterThan(well_since);
    expect(first()).toMatchObject({ failures: 1, facts: { last_error: 'why' } });
    expect(changes).toContain(`${FIRST} task_failed`);
  });

  it.concurrent('restarts what failed and nothing else, later each time', async () => {
    const { world, first, orders, remedies } = await watching({ state: 'FAILED' });
    const restart = `POST /connectors/${FIRST}/restart?includeTasks=true&onlyFailed=true`;
    await eventually(async () => expect(orders()).toEqual([restart]));
    await eventually(async () => expect(orders()).toEqual([restart, restart]));
    await eventually(async () => expect(first()?.restarts).toBe(2));
    world.state = 'RUNNING';
    await eventually(async () =>
      expect(first()?.facts.connect).toMatchObject({ tasks: [{ state: 'RUNNING' }] }),
    );
    expect(orders()).toEqual([restart, restart]);
    expect(remedies[0]).toEqual({ name: FIRST, remedy: 'restart', reason: 'task_failed' });
  });

  it.concurrent('does nothing while another process has the lock', async () => {
    const { world, polls, orders } = await watching({ state: 'FAILED', lock: false });
    await eventually(async () => expect(polls()).toBe(3));
    expect(orders()).toEqual([]);
    world.lock = true;
    await eventually(async () => expect(orders()).toHaveLength(1));
  });

  it.concurrent(
    'stops one whose position is ahead of the server, once, and asks for its offset at every check',
    async () => {
      const { world, first, orders, remedies } = await watching({ lsn: 2_000 });
      await eventually(async () =>
        expect(first()).toMatchObject({
          reason: 'lsn_ahead_of_server',
          facts: { connect: { state: 'STOPPED' } },
        }),
      );
      world.lsn = 7;
      await eventually(async () => expect(first()?.reason).not.toBe('lsn_ahead_of_server'), 8_000);
      expect(orders()).toEqual([`PUT /connectors/${FIRST}/stop`]);
      expect(remedies).toEqual([{ name: FIRST, remedy: 'stop', reason: 'lsn_ahead_of_server' }]);
    },
  );

  it.concurrent('does not stop one that was begun again while its offset cannot be read', async () => {
    const { world, first, orders, polls } = await watching({ state: 'STOPPED', lsn: 2_000 });
    await eventually(async () => expect(first()?.reason).toBe('lsn_ahead_of_server'));
    Object.assign(world, { state: 'RUNNING', lsn: 7, offsets: false });
    const seen = polls();
    await eventually(async () => expect(polls()).toBeGreaterThan(seen + 2), 12_000);
    expect(orders()).toEqual([]);
    world.offsets = true;
    await eventually(async () => expect(first()?.state).toBe('healthy'), 8_000);
    expect(orders()).toEqual([]);
  });

  it.concurrent(
    'asks for offsets at every check while another server is there, for they are deleted once it is accepted',
    async () => {
      const { world, first, orders } = await watching({ state: 'STOPPED', lsn: 2_000, system: '8' });
      await eventually(async () => expect(first()?.reason).toBe('other_server'));
      Object.assign(world, { state: 'RUNNING', lsn: 7, system: '7' });
      await eventually(async () => expect(first()?.state).toBe('healthy'), 8_000);
      expect(orders()).toEqual([]);
    },
  );
});
