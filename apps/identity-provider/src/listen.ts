import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { LoginThrottle } from '@stockproof/auth';
import { loadConfig } from '@stockproof/config';
import { httpSettings, type RunningService } from '@stockproof/http';
import type { PostgresSecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { PeriodicTask } from '@stockproof/timing';
import type { Provider } from 'oidc-provider';
import { Accounts } from './accounts.js';
import { keptModels } from './kept-models.js';
import { type LoginParts, serveLogin } from './login-page.js';
import { makeProvider } from './make-provider.js';
import { pageHeaders } from './page-headers.js';
import { SigningKeys } from './signing-keys.js';
import { reportLogins } from './report-logins.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_IDENTITY_PORT',
  'STOCKPROOF_OIDC_ISSUER',
  'STOCKPROOF_IDENTITY_ACCOUNTS_FILE',
  'STOCKPROOF_IDENTITY_KEYS_FILE',
  'STOCKPROOF_IDENTITY_CONSOLE_URLS',
  'STOCKPROOF_MAX_LOGIN_FAILURES',
] as const;

const KEY_POLL_INTERVAL_MS = 1_000;

/**
 * Starts listening. Checks the key file every second and uses new keys without ending any session. Closes the
 * security log on stop.
 */
export async function listen(
  logger: Logger,
  telemetry: Telemetry,
  security: Pick<PostgresSecurityLog, 'note' | 'close'>,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const { tls, server: bounds, connections } = httpSettings();
  const accounts = new Accounts(config.STOCKPROOF_IDENTITY_ACCOUNTS_FILE);
  const parts = {
    issuer: config.STOCKPROOF_OIDC_ISSUER,
    accounts,
    adapter: keptModels(),
    cookie_key: randomBytes(32).toString('base64url'),
    console_urls: config.STOCKPROOF_IDENTITY_CONSOLE_URLS.split(',')
      .map((url) => url.trim())
      .filter((url) => url !== ''),
  };
  const login: LoginParts = {
    accounts,
    throttle: new LoginThrottle(config.STOCKPROOF_MAX_LOGIN_FAILURES),
    tls: tls !== null,
    onLogin: reportLogins(security, logger, telemetry),
  };
  const keys = new SigningKeys(config.STOCKPROOF_IDENTITY_KEYS_FILE);
  const jwks = await keys.changed();
  if (jwks === null) throw new Error('keys that nobody has read are new');
  let provider = makeProvider({ ...parts, jwks });
  const watch = new PeriodicTask({
    every_ms: KEY_POLL_INTERVAL_MS,
    run: async () => {
      const next = await keys.changed();
      if (next === null) return;
      provider = makeProvider({ ...parts, jwks: next });
      logger.info({ signs: next.keys[0]?.kid }, 'the signing keys were replaced');
    },
    onFailed: (err) => logger.error({ err }, 'the signing keys cannot be read: those before go on'),
  });
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    answer(provider, request, response, login).catch((err: unknown) => {
      logger.error({ err }, 'a request failed');
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  };
  const server = tls === null ? createServer(bounds, handle) : createTlsServer({ ...tls, ...bounds }, handle);
  server.maxConnections = connections;
  await new Promise<void>((done, fail) =>
    server.once('error', fail).listen(config.STOCKPROOF_IDENTITY_PORT, config.STOCKPROOF_HOST, done),
  );
  watch.start();
  return {
    stop: async () => {
      await watch.stop();
      server.closeIdleConnections();
      await new Promise((done) => server.close(done));
      await security.close();
      await telemetry.shutdown();
    },
  };
}

async function answer(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  login: LoginParts,
): Promise<void> {
  for (const [name, value] of Object.entries(pageHeaders(login.tls))) response.setHeader(name, value);
  const path = request.url?.split('?')[0] ?? '';
  if (path === '/health/live' || path === '/health/ready') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  if (path.startsWith('/interaction/')) return serveLogin(provider, request, response, login);
  await provider.callback()(request, response);
}
