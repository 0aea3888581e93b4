import { mkdir } from 'node:fs/promises';
import { loadConfig } from '@stockproof/config';
import { setUpStack, TokenRenewal } from '@stockproof/embedded';

// Prepares what `npm start` prepares, for servers that run elsewhere (docker-compose.yml).
const STEPS = ['before-servers', 'before-services', 'after-services'] as const;

const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`set ${name}`);
  return value;
};
/** Volumes of docker-compose.yml. A service whose volume is not listed has no access. */
const HANDED = '/handed';
const CREDENTIALS = '/credentials';

try {
  process.umask(0o077);
  const identity_url = process.env['STOCKPROOF_IDENTITY_URL'] ?? '';
  const asked = process.argv[2];
  const step = STEPS.find((name) => name === asked);
  if (asked === 'renew-tokens') renewTokens(identity_url);
  else if (step === undefined)
    throw new Error(`no step ${asked ?? ''}; there are ${[...STEPS, 'renew-tokens'].join(', ')}`);
  else {
    const home = need('STOCKPROOF_HOME');
    const config = loadConfig([
      'STOCKPROOF_KAFKA_REPLICATION_FACTOR',
      'STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS',
    ]);
    await mkdir(home, { recursive: true });
    await setUpStack({
      step,
      home,
      identity_url,
      handed: HANDED,
      credentials: CREDENTIALS,
      ingestion_url: process.env['STOCKPROOF_INGESTION_URL'] ?? '',
      replication: {
        factor: config.STOCKPROOF_KAFKA_REPLICATION_FACTOR,
        min_insync: config.STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS,
      },
      contract_file: step === 'before-services' ? need('STOCKPROOF_CONTRACT_FILE') : '',
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Runs until it is ended; without our own identity provider there is nothing to renew. */
function renewTokens(provider_url: string): void {
  if (provider_url === '') return;
  const onFailed = ({ message }: Error): void =>
    console.error(`the development tokens were not renewed: ${message}; tried again`);
  const renewal = new TokenRenewal({ home: CREDENTIALS, provider_url, made_at_ms: 0, onFailed });
  renewal.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => renewal.stop());
}
