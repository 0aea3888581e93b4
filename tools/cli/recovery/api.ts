import { readInstance } from '@stockproof/embedded';
import { readCredentials } from '../start.js';

/** Who acts: a token from STOCKPROOF_TOKEN, or a development operator by name or role. */
export interface As {
  readonly name?: string | undefined;
  readonly role: string;
}

/** The service refused; `code` is its stable code. */
export class RefusedByServiceError extends Error {
  override readonly name = 'RefusedByServiceError';

  constructor(readonly code: string, detail: string) {
    super(`${code}: ${detail}`);
  }
}

export function tokenOf({ name, role }: As): string {
  const given = process.env['STOCKPROOF_TOKEN'];
  if (given !== undefined && name === undefined) return given;
  const { operators } = readCredentials(readInstance());
  const found = operators.find((operator) => (name === undefined ? operator.roles.includes(role) : operator.name === name));
  if (found === undefined) throw new Error(`no operator ${name ?? `with the role ${role}`} in dev-credentials.json; set STOCKPROOF_TOKEN`);
  return found.token;
}

/** Calls the recovery service and gives its JSON. Throws RefusedByServiceError with its problem. */
export function call<T>(method: 'GET' | 'POST', path: string, as: As, body?: unknown): Promise<T> {
  return callAt<T>('recovery', method, path, as, body);
}

/** The same of another service; what is no JSON is given as text. */
export async function callAt<T>(service: 'recovery' | 'ingestion', method: 'GET' | 'POST', path: string, as: As, body?: unknown): Promise<T> {
  const answer = await fetch(`${readInstance().urls[service]}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokenOf(as)}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`the ${service} service does not answer: \`npm start\`, or \`npm run status\``, { cause: error });
  });
  const text = await answer.text();
  if (answer.headers.get('content-type')?.includes('json') !== true || answer.headers.get('content-type')?.includes('ndjson') === true) return text as T;
  const value = JSON.parse(text) as T & { code?: string; detail?: string };
  if (!answer.ok) throw new RefusedByServiceError(value.code ?? String(answer.status), value.detail ?? text);
  return value;
}
