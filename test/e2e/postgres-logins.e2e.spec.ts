import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { caFile, certificateFile, privateKeyOf } from '@stockproof/embedded';
import { isTransientPgError } from '@stockproof/postgres';
import { atDatabase, queryDatabase, runningStack } from '@stockproof/testing';
import pg from 'pg';

const stack = runningStack();
const { role_passwords } = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as {
  role_passwords: Record<string, string>;
};
const ROLES = [...Object.keys(role_passwords), 'debezium'];

/** Written a second time by hand. */
const MAY_CONNECT: Readonly<Record<string, readonly string[]>> = {
  identity: ['ingestion'],
  inventory: ['command_handler', 'debezium', 'auditor'],
  availability: ['availability_projection', 'auditor'],
  recovery: ['recovery', 'auditor'],
  reservation: ['reservation', 'auditor'],
  security: [
    'ingestion',
    'command_handler',
    'availability_projection',
    'recovery',
    'reservation',
    'identity_provider',
    'security_auditor',
  ],
  postgres: [],
};

interface Way {
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly replication?: string;
  /** Whose certificate is presented; debezium presents its own. */
  readonly certificate?: string | null;
  readonly tls?: boolean;
}

/** Uses `pg` itself, because our own client refuses some of these servers, and here the server is tested. */
function client({
  database,
  user,
  password = role_passwords[user] ?? '',
  replication,
  certificate = user === 'debezium' ? user : null,
  tls = true,
}: Way): pg.Client {
  const own =
    certificate === null
      ? {}
      : {
          cert: readFileSync(certificateFile(stack.home, certificate)),
          key: readFileSync(privateKeyOf(stack.home, certificate)),
        };
  const made = new pg.Client({
    host: '127.0.0.1',
    port: Number(stack.ports['postgres']),
    database,
    user,
    password,
    enableChannelBinding: true,
    ssl: tls ? { ca: readFileSync(caFile(stack.home)), ...own } : false,
    ...(replication === undefined ? {} : { replication }),
  } as pg.ClientConfig);
  return made.on('error', () => undefined);
}

/** `in`, or the code of the refusal. */
async function connecting(way: Way): Promise<string> {
  const one = client(way);
  try {
    await one.connect();
    return 'in';
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).message;
  } finally {
    await one.end().catch(() => undefined);
  }
}

const NOT_GRANTED = '42501';
const NO_LINE = '28000';

describe('access to PostgreSQL', () => {
  it.each(Object.entries(MAY_CONNECT))(
    'is granted at %s to the roles that use it, and to no other',
    async (database, roles) => {
      for (const user of ROLES) {
        // Debezium's line in pg_hba.conf is for its own database only, so it is refused before grants are
        // checked.
        const refusal = user === 'debezium' ? NO_LINE : NOT_GRANTED;
        expect([user, await connecting({ database, user })]).toEqual([
          user,
          roles.includes(user) ? 'in' : refusal,
        ]);
      }
    },
  );

  it('is refused with another role’s password', async () => {
    expect(
      await connecting({
        database: 'identity',
        user: 'ingestion',
        password: role_passwords['recovery'] ?? '',
      }),
    ).toBe('28P01');
  });

  it('is refused without TLS, even with the right password', async () => {
    const superuser = decodeURIComponent(new URL(stack.databases['inventory'] ?? '').password);
    for (const user of ROLES)
      expect([user, await connecting({ database: 'inventory', user, tls: false })]).toEqual([user, NO_LINE]);
    expect(
      await connecting({ database: 'inventory', user: 'postgres', password: superuser, tls: false }),
    ).toBe(NO_LINE);
    expect(await connecting({ database: 'inventory', user: 'postgres', password: superuser })).toBe('in');
  });

  it.each([null, 'auditor', 'seller-producer', 'kafka-setup', 'kafka'])(
    'is refused to debezium with the certificate %s, whatever its password',
    async (certificate) => {
      expect(
        await connecting({ database: 'inventory', user: 'debezium', certificate, password: 'debezium' }),
      ).toBe(NO_LINE);
    },
  );

  it('is refused to every other role with a certificate', async () => {
    expect(
      await connecting({
        database: 'inventory',
        user: 'auditor',
        certificate: 'auditor',
        password: 'auditor',
      }),
    ).toBe('28P01');
  });

  it('is granted to debezium without a password in the server or in a file', async () => {
    const known = await queryDatabase(
      stack,
      'inventory',
      `SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword IS NULL`,
    );
    expect(known).toEqual([{ rolname: 'debezium' }]);
    expect(Object.keys(role_passwords)).not.toContain('debezium');
  });

  it.each(['debezium', 'auditor', 'command_handler'])('does not let %s copy the cluster', async (user) => {
    expect(await connecting({ database: 'inventory', user, replication: 'true' })).toBe(NO_LINE);
  });

  it.each(Object.keys(MAY_CONNECT).filter((database) => database !== 'inventory'))(
    'does not let debezium decode %s',
    async (database) => {
      expect(await connecting({ database, user: 'debezium', replication: 'database' })).toBe(NO_LINE);
    },
  );

  it.each(ROLES)('does not let %s create temporary tables', async (user) => {
    await within({ database: databaseOf(user), user }, (one) =>
      expect(one.query('CREATE TEMPORARY TABLE mine (x int)')).rejects.toMatchObject({ code: NOT_GRANTED }),
    );
  });
});

/** Written a second time by hand. */
const SERVICE = ['1min', '20s', '10s'];
const BOUNDS: Readonly<Record<string, readonly [number, ...string[]]>> = {
  ingestion: [20, ...SERVICE],
  command_handler: [50, ...SERVICE],
  availability_projection: [40, ...SERVICE],
  recovery: [50, ...SERVICE],
  reservation: [70, ...SERVICE],
  debezium: [60, ...SERVICE],
  security_auditor: [10, ...SERVICE],
  auditor: [80, '2h', '20s', '2h'],
};

async function within<T>(way: Way, work: (one: pg.Client) => Promise<T>): Promise<T> {
  const one = client(way);
  await one.connect();
  try {
    return await work(one);
  } finally {
    await one.end();
  }
}

const databaseOf = (user: string): string =>
  Object.keys(MAY_CONNECT).find((one) => MAY_CONNECT[one]?.includes(user)) ?? '';

describe('the limits of a role', () => {
  it.each(Object.entries(BOUNDS))(
    '%s: connections, and durations of a statement, a lock wait and an idle transaction',
    async (user, [connections, ...settings]) => {
      const shown = await within(
        { database: databaseOf(user), user },
        async (one) =>
          (
            await one.query<Record<string, string>>(
              `SELECT current_setting('statement_timeout') AS a, current_setting('lock_timeout') AS b, current_setting('idle_in_transaction_session_timeout') AS c`,
            )
          ).rows[0],
      );
      const [role] = await queryDatabase<{ limit: number }>(
        stack,
        'inventory',
        'SELECT rolconnlimit AS limit FROM pg_roles WHERE rolname = $1',
        [user],
      );
      expect([role?.limit, ...Object.values(shown ?? {})]).toEqual([connections, ...settings]);
    },
  );

  it('make a statement that takes too long a transient error', async () => {
    await within({ database: 'inventory', user: 'command_handler' }, async (one) => {
      await one.query(`SET statement_timeout = '50ms'`);
      const late = await one.query('SELECT pg_sleep(5)').catch((error: Error) => error);
      expect([late, isTransientPgError(late)]).toEqual([expect.objectContaining({ code: '57014' }), true]);
    });
  });
});

it('let the command handler become the role of one seller’s rows, and no other', async () => {
  await within({ database: 'inventory', user: 'command_handler' }, async (one) => {
    for (const role of ['auditor', 'debezium', 'postgres', 'ingestion'])
      await expect(one.query(`SET ROLE ${role}`)).rejects.toMatchObject({ code: NOT_GRANTED });
    await one.query('SET ROLE seller_reader');
    expect((await one.query('SELECT FROM inventory_transaction LIMIT 1')).rowCount).toBe(0);
    await expect(one.query('SELECT FROM outbox')).rejects.toMatchObject({ code: NOT_GRANTED });
  });
});

/** If the stack was not started by root, it is the user who started it, and can read the user's files. */
const asRoot = process.getuid?.() === 0 ? it : it.skip;

asRoot.each([
  ['reads', `SELECT pg_read_file('/etc/shadow')`],
  ['reads', `SELECT pg_read_file('${join(stack.home, 'secrets.json')}')`],
  ['reads', `SELECT pg_read_file('${privateKeyOf(stack.home, 'ca')}')`],
  ['lists', `SELECT pg_ls_dir('/root')`],
  ['writes', `COPY (SELECT 1) TO '${join(stack.home, 'written')}'`],
  ['writes', `COPY (SELECT 1) TO '/etc/cron.d/written'`],
  ['writes', `COPY (SELECT 1) TO PROGRAM 'cat > ${join(stack.home, 'written')}'`],
])(
  'let the server’s process %s no file of the machine, whatever its superuser asks: %s',
  async (_does, sql) => {
    await expect(queryDatabase(stack, 'inventory', sql)).rejects.toThrow(
      /could not open|Permission denied|program .* failed/,
    );
  },
);

it('allow psql with an address of runtime.json', () => {
  const url = atDatabase(stack.databases['inventory'] ?? '', 'identity');
  expect(new URL(url).search).toBe(
    `?sslmode=verify-full&sslrootcert=${caFile(stack.home)}&channel_binding=require`,
  );
});
