import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { requireIdToken } from './id-token.js';

/** A public client (without a secret) at a provider, and the service that it wants a token for. */
export interface OidcClient {
  /**
   * Base address of the provider, without a slash at the end. It is the issuer, unless the provider is
   * reached by another address.
   */
  readonly provider_url: string;
  readonly client_id: string;
  readonly redirect_uri: string;
  /** The service that the token is for (RFC 8707). */
  readonly resource: string;
}

/** Tokens of a login; without a refresh token it ends with the access token. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string | null;
}

/** Thrown if the provider answers that it gives no token; any other failure says nothing about the login. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** A login that a person has to complete at `url`; state, nonce and verifier must stay in this program. */
export interface PendingLogin {
  readonly url: string;
  readonly state: string;
  /** Comes back in the ID token, which shows that it was made for this login. */
  readonly nonce: string;
  readonly verifier: string;
  readonly issuer: string;
}

const DISCOVERED = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
});
const TOKENS = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
});
const FAILED = z.object({ error: z.string(), error_description: z.string().optional() });
const ANSWER_WITHIN_MS = 5_000;

/** How a login is asked for. `login`: the provider asks for the password, also where somebody is logged in already. */
export interface LoginOptions {
  readonly prompt?: 'login';
}

/**
 * Starts a login: returns the address to open and the secrets of this attempt. Rejects if the provider cannot
 * be reached.
 */
export async function beginLogin(client: OidcClient, options: LoginOptions = {}): Promise<PendingLogin> {
  const { authorization_endpoint, issuer } = await discover(client);
  const [state, nonce, verifier] = [random(), random(), random()];
  const url = new URL(authorization_endpoint);
  for (const [name, value] of Object.entries({
    client_id: client.client_id,
    redirect_uri: client.redirect_uri,
    resource: client.resource,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...options,
  }))
    url.searchParams.set(name, value);
  return { url: url.href, state, nonce, verifier, issuer };
}

/**
 * Exchanges the answer at the redirect address for tokens. Rejects if it does not belong to this login or is
 * a refusal.
 */
export async function finishLogin(
  client: OidcClient,
  { state, nonce, verifier, issuer }: Omit<PendingLogin, 'url'>,
  answer: URLSearchParams,
): Promise<Tokens> {
  if (answer.get('state') !== state) throw new Error('this is the answer to another login');
  // Otherwise a code of another provider would be sent to ours (RFC 9207).
  if (answer.has('iss') && answer.get('iss') !== issuer)
    throw new Error('this is the answer of another provider');
  const code = answer.get('code');
  if (code === null) throw new Error(`the login was refused: ${answer.get('error') ?? 'no code'}`);
  const { id_token, ...tokens } = await askForTokens(client, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: client.redirect_uri,
  });
  requireIdToken(id_token, { issuer, client_id: client.client_id, nonce, now_ms: Date.now() });
  return tokens;
}

/** Returns new tokens. The new refresh token replaces the old one, which can be used only once. */
export async function refreshTokens(client: OidcClient, refresh_token: string): Promise<Tokens> {
  const { id_token: _, ...tokens } = await askForTokens(client, {
    grant_type: 'refresh_token',
    refresh_token,
  });
  return tokens;
}

/**
 * Ends a refresh token at the provider (RFC 7009), and with it what the provider keeps of this login. Does nothing at
 * a provider without such an address.
 */
export async function revokeToken(client: OidcClient, refresh_token: string): Promise<void> {
  const { revocation_endpoint } = await discover(client);
  if (revocation_endpoint === undefined) return;
  const answer = await post(revocation_endpoint, {
    token: refresh_token,
    token_type_hint: 'refresh_token',
    client_id: client.client_id,
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the provider answers ${answer.status} to a revocation`);
}

function post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
}

async function askForTokens(
  client: OidcClient,
  fields: Readonly<Record<string, string>>,
): Promise<Tokens & { readonly id_token: string | undefined }> {
  const { token_endpoint } = await discover(client);
  const { client_id, resource } = client;
  const answer = await post(token_endpoint, { ...fields, client_id, resource });
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const { data: failed } = FAILED.safeParse(said);
    const Refusal = answer.status < 500 ? TokenRefusedError : Error;
    throw new Refusal(
      `no token: ${failed === undefined ? `the provider answers ${answer.status}` : `${failed.error} ${failed.error_description ?? ''}`.trim()}`,
    );
  }
  const { access_token, refresh_token = null, id_token } = TOKENS.parse(said);
  return { access_token, refresh_token, id_token };
}

async function discover({ provider_url }: OidcClient): Promise<z.infer<typeof DISCOVERED>> {
  const answer = await fetch(`${provider_url}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`${provider_url} answers ${answer.status}`);
  return DISCOVERED.parse(await answer.json());
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
