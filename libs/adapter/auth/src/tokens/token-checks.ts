import { type Config, ConfigError } from '@stockproof/config';
import { keysOfFile, keysOfIssuer } from './key-sets.js';
import { type Revocation, revocationCheck, remoteRevocations } from './revocations.js';
import { createTokenSigner } from './token-signer.js';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.js';

/** The settings with which a service verifies tokens. */
export const TOKEN_SETTINGS = [
  'STOCKPROOF_JWKS_FILE',
  'STOCKPROOF_SERVICE_KEY_FILE',
  'STOCKPROOF_INGESTION_URL',
  'STOCKPROOF_OIDC_ISSUER',
  'STOCKPROOF_OIDC_JWKS',
  'STOCKPROOF_OIDC_AUDIENCE',
  'STOCKPROOF_OIDC_ROLES_CLAIM',
  'STOCKPROOF_OIDC_SELLER_CLAIM',
] as const;

/**
 * Creates the verifier of a service's incoming tokens from its settings. `readRevocations` is for ingestion,
 * which stores the list; the others ask ingestion. Throws ConfigError if the issuer is not valid.
 */
export function tokenChecks(
  service: string,
  config: Config<(typeof TOKEN_SETTINGS)[number]>,
  readRevocations?: () => Promise<readonly Revocation[]>,
): TokenVerifier {
  const issuer = config.STOCKPROOF_OIDC_ISSUER;
  if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(issuer)) {
    throw new ConfigError(
      'bad settings: STOCKPROOF_OIDC_ISSUER must be the https address of an OpenID Connect issuer; http on loopback alone',
    );
  }
  const read =
    readRevocations ??
    remoteRevocations(
      config.STOCKPROOF_INGESTION_URL,
      createTokenSigner(service, config.STOCKPROOF_SERVICE_KEY_FILE),
    );
  return createTokenVerifier(
    {
      issuer,
      audience: config.STOCKPROOF_OIDC_AUDIENCE || service,
      claims: { roles: config.STOCKPROOF_OIDC_ROLES_CLAIM, seller: config.STOCKPROOF_OIDC_SELLER_CLAIM },
      keys: keysOfIssuer(issuer, config.STOCKPROOF_OIDC_JWKS),
      isRevoked: revocationCheck(read),
    },
    { name: service, keys: keysOfFile(config.STOCKPROOF_JWKS_FILE) },
  );
}
