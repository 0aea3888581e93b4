import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SELLERS } from '../kafka/logins.js';
import { type Operator, operatorToken } from './keys.js';

export interface DevCredentials {
  readonly sellers: readonly { readonly seller_id: string; readonly api_key: string }[];
  readonly operators: readonly (Operator & { readonly token: string })[];
}

const OPERATORS: readonly Operator[] = [
  { name: 'ada', roles: ['admin', 'viewer', 'requester'] },
  { name: 'grace', roles: ['viewer', 'approver'] },
  { name: 'rosa', roles: ['viewer', 'break-glass'] },
  { name: 'iris', roles: ['security-auditor'] },
  { name: 'orders', roles: ['order-service'] },
];
const LIFETIME = '7 days';
/** A key that ends sooner than this is replaced. */
const REPLACED_BEFORE_MS = 7 * 24 * 3_600_000;

export const devCredentialsFile = (home: string): string => join(home, 'dev-credentials.json');

/**
 * Fresh operator tokens, and a key for each development seller through ingestion's own API, by two operators as any other. A key
 * that works for a while yet is kept.
 */
export async function ensureDevCredentials(home: string, ingestion_url: string): Promise<DevCredentials> {
  const operators = await Promise.all(
    OPERATORS.map(async (operator) => ({ ...operator, token: await operatorToken(home, operator, LIFETIME) })),
  );
  const tokenOf = (role: string): string => operators.find(({ roles }) => roles.includes(role))?.token ?? '';
  const persons = { asks: tokenOf('admin'), approves: tokenOf('approver') };
  const known = await readKnown(home);
  const sellers = [];
  for (const seller_id of SELLERS) {
    const kept = known?.sellers.find((seller) => seller.seller_id === seller_id)?.api_key;
    const works = kept !== undefined && (await keyWorks(ingestion_url, kept));
    sellers.push({ seller_id, api_key: works ? kept : await createKey(ingestion_url, seller_id, persons) });
  }
  const credentials = { sellers, operators };
  await writeFile(devCredentialsFile(home), JSON.stringify(credentials, null, 2), { mode: 0o600 });
  return credentials;
}

async function readKnown(home: string): Promise<DevCredentials | null> {
  try {
    return JSON.parse(await readFile(devCredentialsFile(home), 'utf8')) as DevCredentials;
  } catch {
    return null;
  }
}

async function keyWorks(ingestion_url: string, api_key: string): Promise<boolean> {
  const answer = await fetch(`${ingestion_url}/v1/whoami`, { headers: { authorization: `Bearer ${api_key}` } });
  if (!answer.ok) return false;
  const { expires_at } = (await answer.json()) as { expires_at: string };
  return Date.parse(expires_at) - Date.now() > REPLACED_BEFORE_MS;
}

/** Tokens of two operators. */
export interface KeyMakers {
  readonly asks: string;
  readonly approves: string;
}

/** Has a key made for a seller: asked for by one operator, approved by another, collected by the first. */
export async function createKey(ingestion_url: string, seller_id: string, { asks, approves }: KeyMakers): Promise<string> {
  const post = async <T>(path: string, token: string, body?: object): Promise<T> => {
    const answer = await fetch(`${ingestion_url}/v1/api-key-requests${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`no key for ${seller_id}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { request_id } = await post<{ request_id: string }>('', asks, { seller_id, reason: 'development' });
  await post(`/${request_id}/approve`, approves);
  return (await post<{ api_key: string }>(`/${request_id}/collect`, asks)).api_key;
}
