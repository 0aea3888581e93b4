import {
  type AdapterFactory,
  type Configuration,
  errors,
  type JWKS,
  type KoaContextWithOIDC,
  Provider,
  type ResourceServer,
} from 'oidc-provider';
import type { Accounts } from './accounts.js';
import { renderPage } from './render-page.js';

/**
 * The client of the command line: without a secret, and with loopback redirects only, on any port (RFC 8252).
 */
const CLI_CLIENT = 'stockproof-cli';
const CONSOLE_CLIENT = 'stockproof-console';

/**
 * A token for `urn:stockproof:recovery` is for that service; one for `urn:stockproof:services` is for all
 * services of its owner.
 */
const RESOURCE = /^urn:stockproof:([a-z-]{1,64})$/;
const ALL_SERVICES = 'services';
const TOKEN_S = 3_600;
const SESSION_S = 8 * 3_600;

/** What the provider is made of. */
export interface ProviderParts {
  readonly issuer: string;
  readonly jwks: JWKS;
  readonly accounts: Accounts;
  readonly adapter: AdapterFactory;
  readonly cookie_key: string;
  readonly console_urls: readonly string[];
}

/** Creates a provider with these keys. It shares only `adapter` with the previous one. */
export function makeProvider(parts: ProviderParts): Provider {
  return new Provider(parts.issuer, { ...whatItMayDo(parts), ...whomItKnows(parts) });
}

function whatItMayDo({ jwks, adapter, cookie_key }: ProviderParts): Configuration {
  return {
    adapter,
    jwks,
    cookies: {
      keys: [cookie_key],
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid'],
    claims: { openid: ['sub'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `urn:stockproof:${ALL_SERVICES}`,
        useGrantedResource: () => true,
        getResourceServerInfo,
      },
    },
    formats: { customizers: { jwt: (_ctx, token, jwt) => void widen(token, jwt) } },
    ttl: {
      AccessToken: TOKEN_S,
      AuthorizationCode: 60,
      IdToken: TOKEN_S,
      Interaction: 600,
      Grant: SESSION_S,
      RefreshToken: SESSION_S,
      Session: SESSION_S,
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html';
      ctx.body = renderPage({ title: 'This did not work', text: `${error}: ${error_description ?? ''}` });
    },
  };
}

function whomItKnows({ accounts, console_urls }: ProviderParts): Configuration {
  const common = {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
  } as const;
  return {
    clients: [
      {
        ...common,
        client_id: CLI_CLIENT,
        client_name: 'the command line',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
      },
      ...(console_urls.length === 0
        ? []
        : [
            {
              ...common,
              client_id: CONSOLE_CLIENT,
              client_name: 'the console',
              application_type: 'web' as const,
              redirect_uris: [...console_urls],
            },
          ]),
    ],
    findAccount: async (_ctx, name) => {
      const account = await accounts.find(name);
      return account === null ? undefined : { accountId: name, claims: () => ({ sub: name }) };
    },
    // A browser may request tokens only from a page of the console.
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientId === CONSOLE_CLIENT && console_urls.some((url) => new URL(url).origin === origin),
    // The clients are ours, so a login counts as consent.
    loadExistingGrant: grantAll,
    extraTokenClaims: async (_ctx, token) => {
      const { accountId: name, grantId } = token as { accountId?: string; grantId?: string };
      const account = name === undefined ? null : await accounts.find(name);
      if (account === null) throw new errors.AccessDenied('there is no such account');
      const { roles, seller_id, audiences } = account;
      return { roles, sid: grantId, of_all: audiences, ...(seller_id === undefined ? {} : { seller_id }) };
    },
  };
}

function getResourceServerInfo(_ctx: KoaContextWithOIDC, resource: string): ResourceServer {
  const service = RESOURCE.exec(resource)?.[1];
  if (service === undefined) throw new errors.InvalidTarget();
  return {
    scope: '',
    audience: service,
    accessTokenTTL: TOKEN_S,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  };
}

/** An audience is a service's name; a token for all services has the list of its owner's account. */
function widen(_token: unknown, { payload }: { payload: Record<string, unknown> }): void {
  const { of_all, aud } = payload;
  delete payload['of_all'];
  if (aud === ALL_SERVICES) payload['aud'] = of_all;
}

async function grantAll({ oidc }: KoaContextWithOIDC): Promise<InstanceType<Provider['Grant']> | undefined> {
  const { session, client, provider } = oidc;
  if (session?.accountId === undefined || client === undefined) return undefined;
  const { accountId } = session;
  const known = session.grantIdFor(client.clientId);
  const grant =
    (known === undefined ? undefined : await provider.Grant.find(known)) ??
    new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}
