import { setUpKubernetes } from '@stockproof/embedded';

// The set-up Job of the chart (infra/helm): it needs no folder of its own, and nobody's keys.
const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`set ${name}`);
  return value;
};

try {
  const bootstrap = process.env['STOCKPROOF_SETUP_KAFKA'] ?? '';
  await setUpKubernetes({
    postgres: need('STOCKPROOF_SETUP_POSTGRES'),
    authority: need('STOCKPROOF_SETUP_AUTHORITY'),
    passwords: need('STOCKPROOF_SETUP_PASSWORDS'),
    connections: JSON.parse(process.env['STOCKPROOF_SETUP_CONNECTIONS'] ?? '{}') as Record<string, number>,
    kafka:
      bootstrap === ''
        ? null
        : {
            bootstrap,
            authority: need('STOCKPROOF_SETUP_KAFKA_AUTHORITY'),
            contract_file: need('STOCKPROOF_CONTRACT_FILE'),
          },
  });
} catch (error) {
  const { message, cause } = error as Error;
  console.error(cause instanceof Error ? `${message}: ${cause.message}` : message);
  process.exitCode = 1;
}
