import { readFileSync } from 'node:fs';
import { type DevCredentials, devCredentialsFile, type Instance, readInstance } from '@stockproof/embedded';
import { tokenOfLogin } from './kept-login.js';

/**
 * Who acts: a token from STOCKPROOF_TOKEN, else the person who is logged in, else a development operator by
 * role; or one by name.
 */
export interface As {
  readonly name?: string | undefined;
  readonly role: string;
}

/** The service refused the request; `code` is its stable problem code. */
export class RefusedByServiceError extends Error {
  override readonly name = 'RefusedByServiceError';

  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

export async function tokenOf({ name, role }: As): Promise<string> {
  const own = await ownToken(name);
  if (own !== null) return own;
  const { operators } = developmentCredentials(readInstance());
  const found = operators.find((operator) =>
    name === undefined ? operator.roles.includes(role) : operator.name === name,
  );
  if (found === undefined)
    throw new Error(
      `no operator ${name ?? `with the role ${role}`} in dev-credentials.json; \`stockproof login\`, or set STOCKPROOF_TOKEN`,
    );
  return found.token;
}

/**
 * A seller's credential: STOCKPROOF_TOKEN, else the person who is logged in, else the key of a development seller,
 * the first unless one is named.
 */
export async function sellerToken(seller_id?: string): Promise<string> {
  const own = await ownToken(seller_id);
  if (own !== null) return own;
  const { sellers } = developmentCredentials(readInstance());
  const found = sellers.find((one) => seller_id === undefined || one.seller_id === seller_id);
  if (found === undefined)
    throw new Error(
      `no seller ${seller_id ?? ''} in dev-credentials.json; set STOCKPROOF_TOKEN to an API key, or \`stockproof login\``,
    );
  return found.api_key;
}

/** STOCKPROOF_TOKEN, else the token of the person who is logged in; null if there is neither, or somebody is named. */
async function ownToken(named: string | undefined): Promise<string | null> {
  if (named !== undefined) return null;
  return process.env['STOCKPROOF_TOKEN'] ?? tokenOfLogin(readInstance().home, Date.now());
}

function developmentCredentials(instance: Instance): DevCredentials {
  try {
    return JSON.parse(readFileSync(devCredentialsFile(instance.home), 'utf8')) as DevCredentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      `there are no development operators in ${instance.home}: \`npm start\` makes them; or \`stockproof login\`, or set STOCKPROOF_TOKEN`,
      { cause: error },
    );
  }
}

/** Calls the recovery service and returns its JSON. Throws RefusedByServiceError with its problem. */
export function call<T>(method: 'GET' | 'POST', path: string, as: As, body?: unknown): Promise<T> {
  return callAt<T>('recovery', method, path, as, body);
}

/** Calls another service in the same way; an answer that is not JSON is returned as text. */
export async function callAt<T>(
  service: 'recovery' | 'ingestion' | 'command_handler',
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  as: As,
  body?: unknown,
): Promise<T> {
  const token = await tokenOf(as);
  const answer = await fetch(`${readInstance().urls[service]}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`the ${service} service does not answer: \`npm start\`, or \`npm run status\``, {
      cause: error,
    });
  });
  const text = await answer.text();
  if (
    answer.headers.get('content-type')?.includes('json') !== true ||
    answer.headers.get('content-type')?.includes('ndjson') === true
  )
    return text as T;
  const value = JSON.parse(text) as T & { code?: string; detail?: string };
  if (!answer.ok) throw new RefusedByServiceError(value.code ?? String(answer.status), value.detail ?? text);
  return value;
}
