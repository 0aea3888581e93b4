export { Access, type AccessRule } from './guard/access.js';
export { AccessGuard, callerOf, principalOf } from './guard/access-guard.js';
export { AuthModule, type AuthModuleOptions, type AuthRules } from './auth.module.js';
export { keyAuthenticator, tokenAuthenticator } from './authenticators.js';
export {
  type Authenticator,
  bearerAuthenticator,
  noSellers,
  type SellerKeyCheck,
} from './guard/authenticator.js';
export { introspectedKeys } from './introspection/introspection.js';
export { LoginThrottle } from './guard/login-throttle.js';
export { isSellerPerson, type Principal, type SellerPerson } from './principal.js';
export type { Revocation, RevokedKind } from './tokens/revocations.js';
export { TOKEN_SETTINGS, tokenChecks } from './tokens/token-checks.js';
export { createTokenSigner, type TokenSigner } from './tokens/token-signer.js';
export type { TokenVerifier } from './tokens/token-verifier.js';
export { rememberFor } from './introspection/remember.js';
