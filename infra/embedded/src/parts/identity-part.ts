import { resolve } from 'node:path';
import type { PartSpec } from '../part.js';
import { accountsFile, issuerKeysFile } from '../secrets/people.js';
import type { Secrets } from '../secrets/secrets.js';
import { caFile } from '../tls/ensure-tls.js';
import type { PartUsers } from '../users/part-users.js';
import { runAs } from '../users/run-as.js';
import type { Instance } from '../instance/instance.js';
import { providerLogins } from './service-logins.js';

/**
 * The identity provider as a part. It gets password hashes, its own key, and its login to the security log.
 */
export function identityPart(instance: Instance, secrets: Secrets, users: PartUsers | null): PartSpec {
  const { home, urls, host, via, console_url } = instance;
  const spec: PartSpec = {
    name: 'identity-provider',
    command: process.execPath,
    args: [...process.execArgv, resolve('dist/apps/identity-provider/src/main.js')],
    env: {
      STOCKPROOF_HOME: home,
      // Its page is for this machine, whoever may reach the services.
      STOCKPROOF_HOST: new URL(urls.identity).hostname,
      STOCKPROOF_TLS_CERT_FILE: '',
      STOCKPROOF_TLS_KEY_FILE: '',
      STOCKPROOF_OIDC_ISSUER: urls.identity,
      STOCKPROOF_IDENTITY_ACCOUNTS_FILE: accountsFile(home),
      STOCKPROOF_IDENTITY_KEYS_FILE: issuerKeysFile(home),
      STOCKPROOF_IDENTITY_CONSOLE_URLS: `${console_url}/auth/callback`,
      ...providerLogins(secrets, { postgres: `${host}:${via.postgres}`, ca_file: caFile(home) }),
    },
    stop_signal: 'SIGTERM',
    stop_within_ms: 10_000,
    ready: async () => (await fetch(`${urls.identity}/health/ready`)).ok,
    ready_within_ms: 120_000,
  };
  return runAs(spec, users?.['identity-provider'] ?? null);
}
