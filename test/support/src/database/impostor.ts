import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { caFile, ensureTls } from '@stockproof/embedded';

/** How a server that is not PostgreSQL authenticates clients: the code of its message, or SASL mechanisms. */
export type Asking = 'nothing' | 'password' | 'md5' | readonly string[];

const SSL_REQUEST = 80_877_103;
const REQUESTS = { nothing: 0, password: 3, md5: 5, sasl: 10 };

/**
 * A server that pretends to be PostgreSQL, and records what clients send after its authentication request.
 */
export interface Impostor {
  readonly port: number;
  /** The certificate of the authority that issued its own. */
  readonly ca_file: string;
  /** Names of the users that connected. */
  readonly came: readonly string[];
  /** Their answers to the authentication request. */
  readonly received: () => string;
  close(): Promise<void>;
}

/** Starts one on this machine. It offers TLS with a certificate for these names. */
export async function impostor(asks: Asking, hosts: readonly string[] = ['127.0.0.1']): Promise<Impostor> {
  const home = mkdtempSync(join(tmpdir(), 'impostor-'));
  const { server } = await ensureTls(home, { server: { common_name: 'impostor', hosts } });
  const came: string[] = [];
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const talk = (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      if (first.readInt32BE(4) === SSL_REQUEST) {
        socket.write('S');
        return talk(new TLSSocket(socket, { isServer: true, cert: server.certificate, key: server.key }));
      }
      came.push(/user\0([^\0]*)/.exec(first.toString('latin1'))?.[1] ?? '');
      socket.on('data', (answer: Buffer) => {
        received.push(answer);
        socket.end();
      });
      socket.write(question(asks));
    });
  };
  const listener = createServer((socket) => {
    sockets.add(socket);
    talk(socket);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    ca_file: caFile(home),
    came,
    received: () => Buffer.concat(received).toString('latin1'),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The message `R`; if no authentication is requested, also "ready for query". */
function question(asks: Asking): Buffer {
  const kind = typeof asks === 'string' ? asks : 'sasl';
  const rest =
    typeof asks === 'string'
      ? asks === 'md5'
        ? Buffer.from('salt')
        : Buffer.alloc(0)
      : Buffer.from(`${asks.join('\0')}\0\0`);
  const body = Buffer.alloc(8);
  body.writeInt32BE(8 + rest.length, 0);
  body.writeInt32BE(REQUESTS[kind], 4);
  return Buffer.concat([
    Buffer.from('R'),
    body,
    rest,
    ...(kind === 'nothing' ? [Buffer.from('Z\0\0\0\x05I', 'latin1')] : []),
  ]);
}
