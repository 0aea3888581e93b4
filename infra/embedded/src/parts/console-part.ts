import { resolve } from 'node:path';
import type { PartSpec } from '../part.js';
import { jwksFile, privateKeyFile } from '../secrets/keys.js';
import type { PartUsers } from '../users/part-users.js';
import { runAs } from '../users/run-as.js';
import type { Instance } from '../instance/instance.js';
import { withCopies } from './with-copies.js';

/** The console as a part. Its only secret is the key that it signs its own tokens with. */
export function consolePart(instance: Instance, users: PartUsers | null): PartSpec {
  const { home, urls, host, console_url, other_issuer } = instance;
  const spec: PartSpec = {
    name: 'console',
    command: process.execPath,
    args: [...process.execArgv, resolve('dist/apps/console/src/main.js')],
    env: {
      STOCKPROOF_HOME: home,
      STOCKPROOF_HOST: host,
      STOCKPROOF_CONSOLE_URL: console_url,
      STOCKPROOF_OIDC_ISSUER: other_issuer ?? urls.identity,
      STOCKPROOF_JWKS_FILE: jwksFile(home),
      STOCKPROOF_SERVICE_KEY_FILE: privateKeyFile(home, 'console'),
      STOCKPROOF_INGESTION_URL: urls.ingestion,
      STOCKPROOF_COMMAND_HANDLER_URL: urls.command_handler,
      STOCKPROOF_AVAILABILITY_URL: urls.availability,
      STOCKPROOF_RECOVERY_URL: urls.recovery,
      STOCKPROOF_RESERVATION_URL: urls.reservation,
      STOCKPROOF_SUPERVISOR_URL: urls.supervisor,
    },
    stop_signal: 'SIGTERM',
    stop_within_ms: 20_000,
    ready: async () => (await fetch(`${urls.console}/health/ready`)).ok,
    ready_within_ms: 120_000,
  };
  return users === null ? spec : runAs(withCopies(spec, 'console', home), users.console);
}
