import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caFile, certificateFile, privateKeyOf } from '../tls/ensure-tls.js';
import { type KafkaPasswords, type Login, SELLERS } from './logins.js';

/** Clients of people, by their file names, with their logins. */
export const CERTIFIED_CLIENTS = {
  auditor: 'auditor',
  'seller-producer': SELLERS[0],
} as const satisfies Record<string, Login>;

export type CertifiedClient = keyof typeof CERTIFIED_CLIENTS;

/** Path of a client's file. `password`: the same login by SCRAM-SHA-512, for librdkafka 2.6.1 and newer. */
export const clientFile = (
  home: string,
  client: CertifiedClient,
  by: 'certificate' | 'password' = 'certificate',
): string => join(home, 'clients', `${client}${by === 'password' ? '-scram' : ''}.properties`);

/** host:port of the listener for each way to log in. */
export interface ClientListeners {
  readonly certificate: string;
  readonly password: string;
}

/**
 * Writes configuration files for librdkafka clients (`kcat -F`) from the current certificates, passwords and
 * authority; folder 0700, files 0600.
 */
export async function writeClientFiles(
  home: string,
  { certificate, password }: ClientListeners,
  passwords: KafkaPasswords,
): Promise<void> {
  const folder = join(home, 'clients');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const client of Object.keys(CERTIFIED_CLIENTS) as CertifiedClient[]) {
    const login = CERTIFIED_CLIENTS[client];
    await write(clientFile(home, client), {
      'bootstrap.servers': certificate,
      'security.protocol': 'ssl',
      'ssl.ca.location': caFile(home),
      'ssl.certificate.location': certificateFile(home, client),
      'ssl.key.location': privateKeyOf(home, client),
    });
    await write(clientFile(home, client, 'password'), {
      'bootstrap.servers': password,
      'security.protocol': 'sasl_ssl',
      'ssl.ca.location': caFile(home),
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.username': login,
      'sasl.password': passwords[login],
    });
  }
}

async function write(file: string, lines: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(
    file,
    Object.entries(lines)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  await chmod(file, 0o600);
}
