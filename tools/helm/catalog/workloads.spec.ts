import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settings } from '@stockproof/config';
import { kubernetesSecrets } from '@stockproof/embedded';
import { chartSecrets } from './secrets.js';
import { type ChartWorkload, chartWorkloads } from './workloads.js';

const home = mkdtempSync(join(tmpdir(), 'kubernetes-secrets-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Settings that a template gives, from the values of the chart. */
const OF_TEMPLATES = ['STOCKPROOF_EVIDENCE_DIR'];
const BROKER = ['STOCKPROOF_KAFKA_LOGIN'];
const TOKENS = ['STOCKPROOF_JWKS_FILE', 'STOCKPROOF_SERVICE_KEY_FILE', 'STOCKPROOF_SECURITY_DATABASE_URL'];

/** The settings that the sources of a service name, as they are in its lists: no service exports them. */
function readBy({ app, env }: ChartWorkload): string[] {
  const folder = `apps/${app}/src`;
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const source = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
  const role = env['STOCKPROOF_AVAILABILITY_ROLE'] ?? env['STOCKPROOF_RECOVERY_ROLE'];
  const only = role === undefined ? /(?:[A-Z]+_)?/ : new RegExp(`${role.toUpperCase()}_`);
  const lists = source.matchAll(
    new RegExp(`const ${only.source}SETTINGS = \\[([\\s\\S]*?)\\] as const`, 'g'),
  );
  const block = [...lists].map(([, list]) => list).join();
  return [...block.matchAll(/'(STOCKPROOF_[A-Z_]+)'/g)].map(([, name = '']) => name);
}

const needed = (name: string): boolean =>
  !(settings as Readonly<Record<string, { safeParse(value: undefined): { success: boolean } }>>)[
    name
  ]?.safeParse(undefined).success;

describe('a workload of the chart', () => {
  const given = ({ files, env }: ChartWorkload): string[] => [
    ...Object.keys(files).map((name) => (name in settings ? name : name.replace(/_FILE$/, ''))),
    ...Object.keys(env),
  ];

  it.each(chartWorkloads().map((one) => [one.name, one] as const))('%s has what it needs', (_name, one) => {
    const names = readBy(one);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => needed(name) && ![...given(one), ...OF_TEMPLATES].includes(name))).toEqual(
      [],
    );
  });

  it.each(chartWorkloads().map((one) => [one.name, one] as const))('%s has nothing else', (_name, one) => {
    const known = [
      ...readBy(one),
      ...BROKER,
      ...TOKENS,
      'STOCKPROOF_AVAILABILITY_ROLE',
      'STOCKPROOF_RECOVERY_ROLE',
    ];
    expect(given(one).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the Secrets that set-up prints', () => {
  it('are those that the chart reads, key by key and by their type', async () => {
    const made = await kubernetesSecrets({
      home,
      release: 'r',
      namespace: 'n',
      postgres: 'r-postgres-rw:5432',
      connect_url: 'http://r-connect-api:8083',
    });
    const byName = new Map(made.map((one) => [one.metadata.name, one]));
    for (const { name, type, keys } of chartSecrets()) {
      const secret = byName.get(`r-${name}`);
      expect([name, secret?.type]).toEqual([name, type]);
      expect([name, keys.filter((key) => !(key in (secret?.data ?? {})))]).toEqual([name, []]);
    }
    expect(made.length).toBe(chartSecrets().length);
    const url = made.find(({ metadata }) => metadata.name === 'r-ingestion')?.data['identity-database-url'];
    expect(Buffer.from(url ?? '', 'base64').toString()).toMatch(
      /^postgres:\/\/ingestion:[^@]+@r-postgres-rw:5432\/identity\?sslmode=verify-full&sslrootcert=\/run\/authorities\/postgres\/ca\.crt/,
    );
  });
});
