import { randomBytes, scrypt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile } from '@stockproof/files';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { keysOf, SIGNERS } from './keys.js';

/** A development operator and its roles. */
export interface Operator {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A person for development: an operator, or one who acts for a seller, with the password for the development provider. */
export interface Person extends Operator {
  /** None of an operator. */
  readonly seller_id?: string;
  readonly password: string;
}

const PEOPLE: readonly Omit<Person, 'password'>[] = [
  { name: 'ada', roles: ['admin', 'viewer', 'requester'] },
  { name: 'grace', roles: ['viewer', 'approver'] },
  { name: 'rosa', roles: ['viewer', 'break-glass'] },
  { name: 'iris', roles: ['security-auditor'] },
  { name: 'orders', roles: ['order-service'] },
  { name: 'sam', roles: ['seller'], seller_id: 'seller-42' },
  { name: 'tess', roles: ['seller'], seller_id: 'seller-1' },
];

/**
 * Names and passwords for trying the system; only the process that renews the development tokens reads it.
 */
export const peopleFile = (home: string): string => join(home, 'people.json');
const folder = (home: string): string => keysOf(home, 'identity-provider');
/** The accounts of the provider, with hashes. */
export const accountsFile = (home: string): string => join(folder(home), 'accounts.json');
/** The provider's private keys; the first one signs. */
export const issuerKeysFile = (home: string): string => join(folder(home), 'signing-keys.json');

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

/** Creates random passwords once, their accounts, and a signing key. Idempotent. */
export async function ensurePeople(home: string): Promise<void> {
  await mkdir(folder(home), { recursive: true, mode: 0o700 });
  const known = await readPeople(home);
  const people: Person[] = PEOPLE.map((person) => ({
    ...person,
    password:
      known.find(({ name }) => name === person.name)?.password ?? randomBytes(18).toString('base64url'),
  }));
  await replaceFile(peopleFile(home), JSON.stringify(people, null, 2));
  await replaceFile(accountsFile(home), JSON.stringify(await Promise.all(people.map(accountOf)), null, 2));
  if (!existsSync(issuerKeysFile(home))) await replaceIssuerKeys(home, [await newIssuerKey()]);
}

/** Reads the people for development with their passwords; empty if there are none. */
export async function readPeople(home: string): Promise<readonly Person[]> {
  if (!existsSync(peopleFile(home))) return [];
  return JSON.parse(await readFile(peopleFile(home), 'utf8')) as Person[];
}

/**
 * Makes the provider sign with a new key, without a restart. The previous key stays published, so its tokens
 * stay valid until they expire; the one before that is removed. Run it twice to invalidate all tokens signed
 * before. Returns the new key id.
 */
export async function rotateIssuerKey(home: string): Promise<string> {
  const { keys } = JSON.parse(await readFile(issuerKeysFile(home), 'utf8')) as { keys: JWK[] };
  const next = await newIssuerKey();
  await replaceIssuerKeys(home, [next, ...keys.slice(0, 1)]);
  return next.kid;
}

function replaceIssuerKeys(home: string, keys: readonly JWK[]): Promise<void> {
  return replaceFile(issuerKeysFile(home), JSON.stringify({ keys }, null, 2));
}

async function newIssuerKey(): Promise<JWK & { readonly kid: string }> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
}

async function accountOf({ name, roles, seller_id, password }: Person): Promise<object> {
  const salt = randomBytes(16);
  // Every service knows who they are; what they may do there is what their roles say.
  return {
    name,
    roles,
    ...(seller_id === undefined ? {} : { seller_id }),
    audiences: SIGNERS,
    salt: salt.toString('hex'),
    hash: (await derive(password, salt, 64)).toString('hex'),
  };
}
