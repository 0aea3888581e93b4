import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setUpStack, TokenRenewal } from '@stockproof/embedded';
import { databaseUrl } from '@stockproof/postgres';

// Makes ready what `npm start` makes ready, on servers that run elsewhere (docker-compose.yml).
const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`set ${name}`);
  return value;
};

try {
  const home = need('STOCKPROOF_HOME');
  process.umask(0o077);
  await mkdir(home, { recursive: true });
  const [step, host = ''] = process.argv.slice(2);
  const identity_url = process.env['STOCKPROOF_IDENTITY_URL'] ?? '';
  if (step === 'renew-tokens') renewTokens(home, identity_url);
  else await setUpStack({
    step: step === 'after-services' || step === 'before-servers' ? step : 'before-services',
    home,
    superuser_url: (database) => databaseUrl({
      user: 'postgres', password: need('STOCKPROOF_SUPERUSER_PASSWORD'), server: host || 'postgres:5432', database, ca_file: join(home, 'tls', 'ca.crt'),
    }),
    role_password: need('STOCKPROOF_ROLE_PASSWORD'),
    kafka: need('STOCKPROOF_KAFKA_BROKERS'),
    kafka_controller: 'kafka:9093',
    kafka_certificates: 'kafka:9095',
    server_files: '/servers',
    connect_url: step === 'after-services' ? need('STOCKPROOF_CONNECT_URL') : '',
    ingestion_url: need('STOCKPROOF_INGESTION_URL'),
    identity_url,
    contract_file: need('STOCKPROOF_CONTRACT_FILE'),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Goes on until it is ended; without a provider of our own there is nothing to renew. */
function renewTokens(home: string, provider_url: string): void {
  if (provider_url === '') return;
  const renewal = new TokenRenewal({ home, provider_url, made_at_ms: 0, onFailed: ({ message }) => console.error(`the development tokens were not renewed: ${message}; tried again`) });
  renewal.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => renewal.stop());
}
