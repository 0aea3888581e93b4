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
  const given = process.env['STOCKPROOF_TOKEN'];
  if (given !== undefined && name === undefined) return given;
  const instance = readInstance();
  const logged_in = name === undefined ? await tokenOfLogin(instance.home, Date.now()) : null;
  if (logged_in !== null) return logged_in;
  const { operators } = developmentCredentials(instance);
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
  const given = process.env['STOCKPROOF_TOKEN'];
  if (given !== undefined && seller_id === undefined) return given;
  const instance = readInstance();
  const logged_in = seller_id === undefined ? await tokenOfLogin(instance.home, Date.now()) : null;
  if (logged_in !== null) return logged_in;
  const { sellers } = developmentCredentials(instance);
  const found = sellers.find((one) => seller_id === undefined || one.seller_id === seller_id);
  if (found === undefined)
    throw new Error(
      `no seller ${seller_id ?? ''} in dev-credentials.json; set STOCKPROOF_TOKEN to an API key, or \`stockproof login\``,
    );
  return found.api_key;
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
