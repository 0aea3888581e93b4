import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { parseRootKeys, type Producer, signingKey } from '@stockproof/producer-signature';
import { SELLERS } from '../kafka/logins.js';
import { keysOf } from './keys.js';

/** The services that write updates, by the name they sign with: each has asked somebody else whose they are. */
const SERVICES = { ingestion: 'ingestion', redrive: 'recovery' } as const;
/** The development seller that has its own producer; its login is in `clients/seller-producer.properties`. */
export const PRODUCING_SELLER: string = SELLERS[0];

/**
 * File of the root keys of all producers, for the command handler only, because they allow to sign as
 * anybody.
 */
export const producerRootsFile = (home: string): string =>
  join(keysOf(home, 'command-handler'), 'producer-roots.keys');
export const producerKeyFile = (home: string, name: keyof typeof SERVICES): string =>
  join(keysOf(home, SERVICES[name]), 'producer.key');
export const sellerProducerKeyFile = (home: string): string => join(home, 'clients', 'seller-producer.key');

/**
 * Creates a root key if there is none, and gives each producer a key derived from the newest root. To replace
 * a root: add a line to the file, restart, and remove the old line when no message signed with it is unread.
 * Idempotent.
 */
export async function ensureProducerKeys(home: string): Promise<void> {
  const roots_file = producerRootsFile(home);
  if (!existsSync(roots_file)) await write(roots_file, `1:${randomBytes(32).toString('hex')}`);
  const roots = parseRootKeys(await readFile(roots_file, 'utf8'));
  const newest = [...roots.keys()].at(-1) ?? '';
  const hand = (file: string, producer: Producer): Promise<void> =>
    write(file, signingKey(roots, newest, producer));
  for (const name of Object.keys(SERVICES) as (keyof typeof SERVICES)[])
    await hand(producerKeyFile(home, name), { kind: 'service', name });
  await hand(sellerProducerKeyFile(home), { kind: 'seller', name: PRODUCING_SELLER });
}

async function write(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, `${line}\n`);
}
