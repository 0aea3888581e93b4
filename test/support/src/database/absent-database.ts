import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createPool } from '@stockproof/postgres';

/**
 * A database that refuses connections, for a service that is told to stop while it retries: code that obeys
 * `signal` ends with the refused connection, other code retries forever.
 */
export async function absentDatabase() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const ending = new AbortController();
  const pool = createPool({
    url: `postgres://nobody@127.0.0.1:${port}/none?sslmode=verify-full`,
    application_name: 'test',
    max: 1,
  });
  return { pool, signal: ending.signal, onRetry: (): void => ending.abort() };
}
