import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { kubernetesSecrets } from '@stockproof/embedded';

const USAGE = `npm run -s kubernetes-secrets -- --home FOLDER [--release stockproof] [--namespace stockproof]
  [--postgres HOST:PORT] [--connect-url URL] | kubectl apply -f -

Prints the Secrets that the chart reads. FOLDER keeps everything that was made: keep it safe, and use it again.`;

/** Prints the Secrets of an installation as one List. They are not shown on a terminal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      release: { type: 'string', default: 'stockproof' },
      namespace: { type: 'string', default: 'stockproof' },
      postgres: { type: 'string' },
      'connect-url': { type: 'string' },
    },
  });
  const { home, release, namespace } = values;
  if (home === undefined) throw new Error(USAGE);
  if (process.stdout.isTTY) throw new Error(`these are passwords and keys: pipe them\n${USAGE}`);
  process.umask(0o077);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const items = await kubernetesSecrets({
    home,
    release,
    namespace,
    postgres: values.postgres ?? `${release}-postgres-rw:5432`,
    connect_url: values['connect-url'] ?? `http://${release}-connect-api:8083`,
  });
  process.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`);
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
