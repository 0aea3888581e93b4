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

export const devCredentialsFile = (home: string): string => join(home, 'dev-credentials.json');

/**
 * Fresh operator tokens, and a key for each development seller through ingestion's own API. A key that still
 * works is kept.
 */
export async function ensureDevCredentials(home: string, ingestion_url: string): Promise<DevCredentials> {
  const operators = await Promise.all(
    OPERATORS.map(async (operator) => ({ ...operator, token: await operatorToken(home, operator, LIFETIME) })),
  );
  const admin = operators.find(({ roles }) => roles.includes('admin'))?.token ?? '';
  const known = await readKnown(home);
  const sellers = [];
  for (const seller_id of SELLERS) {
    const kept = known?.sellers.find((seller) => seller.seller_id === seller_id)?.api_key;
    const works = kept !== undefined && (await keyWorks(ingestion_url, kept));
    sellers.push({ seller_id, api_key: works ? kept : await createKey(ingestion_url, seller_id, admin) });
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
  return answer.ok;
}

async function createKey(ingestion_url: string, seller_id: string, token: string): Promise<string> {
  const answer = await fetch(`${ingestion_url}/v1/sellers/${encodeURIComponent(seller_id)}/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 201) throw new Error(`no key for ${seller_id}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { api_key: string }).api_key;
}
