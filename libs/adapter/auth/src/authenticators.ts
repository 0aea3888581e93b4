import type { Config } from '@stockproof/config';
import { type Authenticator, bearerAuthenticator, noSellers } from './guard/authenticator.js';
import { introspectedKeys } from './introspection/introspection.js';
import { rememberFor } from './introspection/remember.js';
import { type TOKEN_SETTINGS, tokenChecks } from './tokens/token-checks.js';
import { createTokenSigner } from './tokens/token-signer.js';

type TokenSettings = Config<(typeof TOKEN_SETTINGS)[number]>;

/** Accepts tokens only, for services without operations for sellers. Throws ConfigError. */
export function tokenAuthenticator(service: string, config: TokenSettings): Authenticator {
  return bearerAuthenticator(tokenChecks(service, config), noSellers);
}

/**
 * Accepts tokens and sellers' API keys. Ingestion checks a key; the answer is cached for
 * STOCKPROOF_KEY_CACHE_MS. Throws ConfigError.
 */
export function keyAuthenticator(
  service: string,
  config: TokenSettings & Config<'STOCKPROOF_KEY_CACHE_MS'>,
): Authenticator {
  const sign = createTokenSigner(service, config.STOCKPROOF_SERVICE_KEY_FILE);
  const keys = introspectedKeys(config.STOCKPROOF_INGESTION_URL, sign);
  return bearerAuthenticator(tokenChecks(service, config), rememberFor(config.STOCKPROOF_KEY_CACHE_MS, keys));
}
