export {
  beginLogin,
  finishLogin,
  type OidcClient,
  type PendingLogin,
  refreshTokens,
  type Tokens,
} from './code-flow.js';
export { logInByForm } from './form-login.js';
