import type { TlsIdentity } from '../tls/ensure-tls.js';
import { ACCESS_FILES } from './server-settings.js';

/** From where clients of PostgreSQL may connect. */
export interface Neighbours {
  /** From where one may come: the machine itself, or every network that it is in. */
  readonly from: 'samehost' | 'samenet';
  /** Whether set-up of the image itself comes by a socket in the container. */
  readonly by_socket: boolean;
}

/**
 * Who may come, how. There is no line for TCP without TLS, and none for `replication`: nobody copies the cluster. Logical decoding is
 * asked for by the lines of its database, and debezium has one, by its certificate: it knows no password that it could tell another server.
 */
function hba({ from, by_socket }: Neighbours): string {
  return [
    '# Written by each start.',
    `hostssl inventory debezium ${from} cert`,
    'host all debezium all reject',
    `hostssl all all ${from} scram-sha-256`,
    ...(by_socket ? ['local all postgres scram-sha-256'] : []),
    '',
  ].join('\n');
}

/** The server's files for logins, by name. They contain its private key, so only the server may read them. */
export function accessFiles(
  { certificate, key, ca }: TlsIdentity,
  neighbours: Neighbours,
): Record<string, string> {
  return {
    [ACCESS_FILES.hba]: hba(neighbours),
    [ACCESS_FILES.certificate]: certificate,
    [ACCESS_FILES.key]: key,
    [ACCESS_FILES.authority]: ca,
  };
}
