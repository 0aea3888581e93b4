import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import { Cached } from './cached.js';
import { unavailable } from '../refusals.js';

/** A new key is known, and a removed one refused, after at most this time, ms. */
const MAX_AGE_MS = 10_000;
/** An unknown key triggers a reload, but at most once in this time, ms. */
const UNKNOWN_KEY_MS = 1_000;
/**
 * How long the last set is used while it cannot be read, ms: for a local file, which is missing only by
 * mistake, and for another host.
 */
const FILE_USABLE_MS = 60_000;
const ISSUER_USABLE_MS = 10 * 60_000;
const ANSWER_WITHIN_MS = 3_000;

/** A JWKS that may be replaced while the process runs. */
export type KeySet = Cached<{
  readonly keys: readonly JWK[];
  readonly find: ReturnType<typeof createLocalJWKSet>;
}>;

/** The keys in a file; reloaded after ten seconds. */
export function keysOfFile(file: string): KeySet {
  return new Cached(async () => usable(JSON.parse(await readFile(file, 'utf8'))), FILE_USABLE_MS);
}

/**
 * The keys of an issuer: from `jwks` (an address or a file), or from its discovery document if `jwks` is
 * empty.
 */
export function keysOfIssuer(issuer: string, jwks: string): KeySet {
  if (jwks !== '' && !/^https?:\/\//.test(jwks)) return keysOfFile(jwks);
  return new Cached(
    async () => usable(await getJson(jwks === '' ? await discover(issuer) : jwks)),
    ISSUER_USABLE_MS,
  );
}

/**
 * Verifies a token with these keys and `options`. Returns its payload and header. Throws a JOSEError if it is
 * not valid, and a 503 if the keys cannot be read.
 */
export async function verifiedBy(
  keys: KeySet,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult<JWTPayload>> {
  try {
    return await jwtVerify(token, (await read(keys, MAX_AGE_MS)).find, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    return jwtVerify(token, (await read(keys, UNKNOWN_KEY_MS)).find, options);
  }
}

async function read(keys: KeySet, max_age_ms: number): Promise<Awaited<ReturnType<KeySet['get']>>> {
  try {
    return await keys.get(max_age_ms);
  } catch (error) {
    throw unavailable('tokens', error);
  }
}

function usable(set: unknown): Awaited<ReturnType<KeySet['get']>> {
  const find = createLocalJWKSet(set as JSONWebKeySet);
  return { keys: (set as JSONWebKeySet).keys, find };
}

/** OpenID Connect Discovery 1.0: the document must name exactly the requested issuer. */
async function discover(issuer: string): Promise<string> {
  const found = (await getJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
    issuer?: unknown;
    jwks_uri?: unknown;
  };
  if (found.issuer !== issuer || typeof found.jwks_uri !== 'string')
    throw new Error(`the discovery document of ${issuer} is of another issuer, or names no keys`);
  return found.jwks_uri;
}

async function getJson(url: string): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.json();
}
