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

/** The client of the command line: no secret, and its answers come back to loopback alone, on any port (RFC 8252). */
const CLI_CLIENT = 'stockproof-cli';
const CONSOLE_CLIENT = 'stockproof-console';

/** A token for `urn:stockproof:recovery` is for that service; one for `urn:stockproof:services` for all that its owner has to do with. */
const RESOURCE = /^urn:stockproof:([a-z-]{1,64})$/;
const ALL_SERVICES = 'services';
const TOKEN_S = 3_600;
const SESSION_S = 8 * 3_600;

export interface ProviderParts {
  readonly issuer: string;
  readonly jwks: JWKS;
  readonly accounts: Accounts;
  readonly adapter: AdapterFactory;
  readonly cookie_key: string;
  readonly console_urls: readonly string[];
}

/** The provider of these keys; makes nothing that it shares with the one before but what `adapter` keeps. */
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
    // A browser may ask for tokens from a page of the console, and from no other.
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientId === CONSOLE_CLIENT && console_urls.some((url) => new URL(url).origin === origin),
    // Its clients are ours: who has logged in has agreed.
    loadExistingGrant: grantAll,
    extraTokenClaims: async (_ctx, token) => {
      const { accountId: name, grantId } = token as { accountId?: string; grantId?: string };
      const account = name === undefined ? null : await accounts.find(name);
      if (account === null) throw new errors.AccessDenied('there is no such account');
      return { roles: account.roles, sid: grantId, of_all: account.audiences };
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

/** The audiences are the services' own names; that of a token for all services is the list of its owner's account. */
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
