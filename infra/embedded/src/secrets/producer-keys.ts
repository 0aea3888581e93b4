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
/** The development seller that has a producer of its own; its login is in `clients/seller-producer.properties`. */
export const PRODUCING_SELLER: string = SELLERS[0];

/** Root keys of all producers, for the command handler alone: who has them can sign as anybody. */
export const producerRootsFile = (home: string): string =>
  join(keysOf(home, 'command-handler'), 'producer-roots.keys');
export const producerKeyFile = (home: string, name: keyof typeof SERVICES): string =>
  join(keysOf(home, SERVICES[name]), 'producer.key');
export const sellerProducerKeyFile = (home: string): string => join(home, 'clients', 'seller-producer.key');

/**
 * Makes a root key when there is none, and hands each producer its own under the newest root. To replace a root: add a
 * line to the file, start again, and take the old line out when no message signed with it is unread.
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
