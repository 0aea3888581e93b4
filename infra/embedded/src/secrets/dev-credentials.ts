import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { logInByForm } from '@stockproof/oidc-client';
import { SELLERS } from '../kafka/logins.js';
import { type Operator, readPeople } from './people.js';

/** Keys and tokens of the development sellers and operators. */
export interface DevCredentials {
  readonly sellers: readonly { readonly seller_id: string; readonly api_key: string }[];
  readonly operators: readonly (Operator & { readonly token: string })[];
  /** People who act for one seller each. */
  readonly seller_people: readonly SellerToken[];
}

interface SellerToken {
  readonly name: string;
  readonly seller_id: string;
  readonly token: string;
}

/** A key that ends sooner than this is replaced. */
const REPLACED_BEFORE_MS = 7 * 24 * 3_600_000;

export const devCredentialsFile = (home: string): string => join(home, 'dev-credentials.json');

/** Of the command line, as the provider knows it; nobody listens there, the code is taken out of the redirect. */
const CLIENT = {
  client_id: 'stockproof-cli',
  redirect_uri: 'http://127.0.0.1/callback',
  resource: 'urn:stockproof:services',
} as const;

/**
 * Creates the development credentials: a token for each operator, by a login at the provider, and a key for
 * each seller through ingestion's API, by two operators. A key that is valid for a while is kept.
 */
export async function ensureDevCredentials(
  home: string,
  provider_url: string,
  ingestion_url: string,
): Promise<DevCredentials> {
  const people = await logInAll(home, provider_url);
  const { operators } = people;
  const tokenOf = (role: string): string => operators.find(({ roles }) => roles.includes(role))?.token ?? '';
  const persons = { asks: tokenOf('admin'), approves: tokenOf('approver') };
  const known = await readKnown(home);
  const sellers = [];
  for (const seller_id of SELLERS) {
    const kept = known?.sellers.find((seller) => seller.seller_id === seller_id)?.api_key;
    const works = kept !== undefined && (await keyWorks(ingestion_url, kept));
    sellers.push({ seller_id, api_key: works ? kept : await createKey(ingestion_url, seller_id, persons) });
  }
  const credentials = { sellers, ...people };
  await replaceFile(devCredentialsFile(home), JSON.stringify(credentials, null, 2));
  return credentials;
}

/** Replaces the tokens in the file, atomically; the rest stays. */
export async function renewDevTokens(home: string, provider_url: string): Promise<void> {
  const people = await logInAll(home, provider_url);
  const sellers = (await readKnown(home))?.sellers ?? [];
  await replaceFile(devCredentialsFile(home), JSON.stringify({ sellers, ...people }, null, 2));
}

async function logInAll(
  home: string,
  provider_url: string,
): Promise<Pick<DevCredentials, 'operators' | 'seller_people'>> {
  const client = { ...CLIENT, provider_url };
  const people = await Promise.all(
    (await readPeople(home)).map(async ({ password, ...person }) => {
      const { access_token } = await logInByForm(client, person.name, password);
      return { ...person, token: access_token };
    }),
  );
  return {
    operators: people
      .filter(({ seller_id }) => seller_id === undefined)
      .map(({ name, roles, token }) => ({ name, roles, token })),
    seller_people: people.flatMap(({ name, seller_id, token }) =>
      seller_id === undefined ? [] : [{ name, seller_id, token }],
    ),
  };
}

async function readKnown(home: string): Promise<DevCredentials | null> {
  try {
    return JSON.parse(await readFile(devCredentialsFile(home), 'utf8')) as DevCredentials;
  } catch {
    return null;
  }
}

async function keyWorks(ingestion_url: string, api_key: string): Promise<boolean> {
  const answer = await fetch(`${ingestion_url}/v1/whoami`, {
    headers: { authorization: `Bearer ${api_key}` },
  });
  if (!answer.ok) return false;
  const { expires_at } = (await answer.json()) as { expires_at: string };
  return Date.parse(expires_at) - Date.now() > REPLACED_BEFORE_MS;
}

/** Tokens of two operators. */
export interface KeyMakers {
  readonly asks: string;
  readonly approves: string;
}

/**
 * Creates a key for a seller: one operator requests it, another approves, the first collects it. Returns the
 * key.
 */
export async function createKey(
  ingestion_url: string,
  seller_id: string,
  { asks, approves }: KeyMakers,
): Promise<string> {
  const post = async <T>(path: string, token: string, body?: object): Promise<T> => {
    const answer = await fetch(`${ingestion_url}/v1/api-key-requests${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`no key for ${seller_id}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { request_id } = await post<{ request_id: string }>('', asks, { seller_id, reason: 'development' });
  await post(`/${request_id}/approve`, approves);
  return (await post<{ api_key: string }>(`/${request_id}/collect`, asks)).api_key;
}
