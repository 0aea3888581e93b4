import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caFile } from '../tls/ensure-tls.js';
import { type KafkaPasswords, type Login, SELLERS } from './logins.js';

/** Files that people's clients take, by their name: what anything on librdkafka reads (`kcat -F`). */
const FILES = {
  'auditor.properties': 'auditor',
  'seller-producer.properties': SELLERS[0],
} as const satisfies Record<string, Login>;

export const clientFile = (home: string, name: keyof typeof FILES): string => join(home, 'clients', name);

/** Writes the files of today's passwords and authority; folder 0700, files 0600. */
export async function writeClientFiles(home: string, brokers: string, passwords: KafkaPasswords): Promise<void> {
  const folder = join(home, 'clients');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const [name, login] of Object.entries(FILES)) {
    const lines = {
      'bootstrap.servers': brokers,
      'security.protocol': 'sasl_ssl',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.username': login,
      'sasl.password': passwords[login],
      'ssl.ca.location': caFile(home),
    };
    const file = join(folder, name);
    await writeFile(file, Object.entries(lines).map(([key, value]) => `${key}=${value}\n`).join(''), { mode: 0o600 });
    await chmod(file, 0o600);
  }
}
