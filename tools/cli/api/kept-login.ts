import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { type OidcClient, refreshTokens, type Tokens } from '@stockproof/oidc-client';
import { decodeJwt } from 'jose';

interface KeptLogin {
  readonly client: OidcClient;
  readonly tokens: Tokens;
}

/** A token that is valid for less than this is refreshed before it is used, seconds. */
const LITTLE_S = 60;
const fileOf = (home: string): string => join(home, 'login.json');

/** Keeps a login for its owner alone. */
export async function keepLogin(home: string, client: OidcClient, tokens: Tokens): Promise<void> {
  await replaceFile(fileOf(home), JSON.stringify({ client, tokens } satisfies KeptLogin));
}

export async function forgetLogin(home: string): Promise<void> {
  await rm(fileOf(home), { force: true });
}

/**
 * The token of the person who is logged in, refreshed if it is about to expire; null if nobody is logged in.
 * Throws if it cannot be refreshed.
 */
export async function tokenOfLogin(home: string, now_ms: number): Promise<string | null> {
  const kept = await readLogin(home);
  if (kept === null) return null;
  const { client, tokens } = kept;
  if ((decodeJwt(tokens.access_token).exp ?? 0) > now_ms / 1_000 + LITTLE_S) return tokens.access_token;
  if (tokens.refresh_token === null)
    throw new Error(
      'the login is over: `stockproof login`, or `stockproof logout` to act as a development operator',
    );
  const fresh = await refreshTokens(client, tokens.refresh_token).catch((error: unknown) => {
    throw new Error(
      'the login is over: `stockproof login`, or `stockproof logout` to act as a development operator',
      { cause: error },
    );
  });
  await keepLogin(home, client, fresh);
  return fresh.access_token;
}

async function readLogin(home: string): Promise<KeptLogin | null> {
  try {
    return JSON.parse(await readFile(fileOf(home), 'utf8')) as KeptLogin;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
