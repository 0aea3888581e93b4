import { describe, expect, it } from '@jest/globals';
import { type Asking, atDatabase, impostor } from '@stockproof/testing';
import { BoundClient } from './bound-client.js';
import { databaseUrl } from './database-url.js';
import { createPool } from './pool.js';

const password = 'a/secret';
const at = (port: number, ca_file: string): string =>
  databaseUrl({ user: 'ann', password, server: `127.0.0.1:${port}`, database: 'ledger', ca_file });

async function meeting(
  asks: Asking,
  url: (port: number, ca_file: string) => string = at,
  hosts?: readonly string[],
) {
  const server = await impostor(asks, hosts);
  const client = new BoundClient(url(server.port, server.ca_file));
  client.on('error', () => undefined);
  const ended = new Promise((done) => client.once('end', done));
  const message = await client.connect().then(
    () => 'in',
    (error: Error) => error.message,
  );
  await ended;
  await server.close();
  return { message, came: server.came, received: server.received() };
}

describe('a database client', () => {
  it.each<[string, Asking, RegExp]>([
    ['the password itself', 'password', /asks for the password itself/],
    ['an MD5 of it', 'md5', /asks for an MD5/],
    [
      'SCRAM that is bound to nothing',
      ['SCRAM-SHA-256'],
      /offers SCRAM-SHA-256; its login has to be SCRAM-SHA-256-PLUS/,
    ],
    ['nothing', 'nothing', /lets everybody in/],
  ])('reveals nothing to a server that asks for %s', async (_what, asks, why) => {
    expect(await meeting(asks)).toEqual({ message: expect.stringMatching(why), came: ['ann'], received: '' });
  });

  it('binds its login to the TLS channel, if both are offered', async () => {
    const server = await impostor(['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS']);
    const client = new BoundClient(at(server.port, server.ca_file));
    client.on('error', () => undefined);
    const left = client.connect().catch(() => undefined);
    while (server.received() === '') await new Promise((done) => setImmediate(done));
    expect(server.received()).toContain('SCRAM-SHA-256-PLUS\0');
    expect(server.received()).toContain('p=tls-server-end-point,');
    await server.close();
    await left;
  });

  it('does not connect to a server of another authority or another name', async () => {
    const other = await impostor('password');
    expect(await meeting('password', (port) => at(port, other.ca_file))).toMatchObject({
      came: [],
      received: '',
      message: expect.stringMatching(/certificate/),
    });
    await other.close();
    expect(await meeting('password', at, ['db.example'])).toMatchObject({
      came: [],
      received: '',
      message: expect.stringMatching(/does not match certificate/),
    });
  });

  it.each(['', '?sslmode=require', '?sslmode=disable', '?sslrootcert=/ca.crt'])(
    'refuses an address that accepts any server: %s',
    (query) => {
      const url = `postgres://ann@127.0.0.1/ledger${query}`;
      expect(() => new BoundClient(url)).toThrow(/verify-full/);
      expect(() => createPool({ url, application_name: 'a test', max: 1 })).toThrow(/verify-full/);
    },
  );
});

it('has an address that psql accepts too, also for another database with the same login', () => {
  const url = databaseUrl({
    user: 'ann',
    password: 'a/b',
    server: 'db:5432',
    database: 'ledger',
    ca_file: '/home/my ca/ca.crt',
  });
  expect(url).toBe(
    'postgres://ann:' +
      'a%2Fb@db:5432/ledger?sslmode=verify-full&sslrootcert=/home/my%20ca/ca.crt&channel_binding=require',
  );
  expect(atDatabase(url, 'other')).toBe(url.replace('/ledger?', '/other?'));
});

describe('a commit that no standby has', () => {
  it.each<[string, string, boolean]>([
    ['the warning', 'canceling wait for synchronous replication due to user request', true],
    ['another one', 'there is no transaction in progress', false],
  ])('%s is an error of the connection: %s', (_what, message, broken) => {
    const client = new BoundClient(at(1, '/dev/null'));
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    client.connection.on('error', (error: unknown) => errors.push(error));
    client.connection.emit('notice', { message });
    expect(errors).toEqual(broken ? [expect.objectContaining({ code: '08007' })] : []);
    expect(client.connection.stream.destroyed).toBe(broken);
  });
});
