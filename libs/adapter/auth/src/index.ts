export { Access, type AccessRule } from './access.js';
export { AccessGuard, callerOf, guarding, principalOf } from './access-guard.js';
export { type Authenticator, bearerAuthenticator, type SellerKeyCheck } from './authenticator.js';
export { introspectedKeys } from './introspection.js';
export type { Principal } from './principal.js';
export { createTokenSigner, type TokenSigner } from './token-signer.js';
export { createTokenVerifier, type TokenVerifier } from './token-verifier.js';
export { rememberFor } from './remember.js';
