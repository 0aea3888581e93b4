export {
  beginLogin,
  finishLogin,
  type LoginOptions,
  type OidcClient,
  type PendingLogin,
  refreshTokens,
  revokeToken,
  TokenRefusedError,
  type Tokens,
} from './code-flow.js';
export { logInByForm } from './form-login.js';
