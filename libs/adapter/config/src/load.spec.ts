import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FORMER_NAMES } from './former-names.js';
import { ConfigError, loadConfig } from './load.js';
import { settings } from './settings.js';

describe('loadConfig', () => {
  it('reads settings, and uses the default for missing and empty ones', () => {
    const names = [
      'STOCKPROOF_INGESTION_PORT',
      'STOCKPROOF_HOST',
      'STOCKPROOF_AVAILABILITY_PUBLIC',
      'STOCKPROOF_TRACE_RATIO',
    ] as const;
    expect(loadConfig(names, {})).toEqual({
      STOCKPROOF_INGESTION_PORT: 3001,
      STOCKPROOF_HOST: '127.0.0.1',
      STOCKPROOF_AVAILABILITY_PUBLIC: true,
      STOCKPROOF_TRACE_RATIO: 0.01,
    });
    expect(
      loadConfig(names, {
        STOCKPROOF_INGESTION_PORT: '4001',
        STOCKPROOF_HOST: '',
        STOCKPROOF_AVAILABILITY_PUBLIC: 'false',
        STOCKPROOF_TRACE_RATIO: '1',
      }),
    ).toMatchObject({
      STOCKPROOF_INGESTION_PORT: 4001,
      STOCKPROOF_HOST: '127.0.0.1',
      STOCKPROOF_AVAILABILITY_PUBLIC: false,
      STOCKPROOF_TRACE_RATIO: 1,
    });
  });

  it.each<[string, Record<string, string>, number]>([
    ['under its former name', { STOCKPROOF_VERIFY_EVERY_MS: '7' }, 7],
    ['under the present name', { STOCKPROOF_VERIFY_INTERVAL_MS: '8' }, 8],
    [
      'under both: the present one wins',
      { STOCKPROOF_VERIFY_EVERY_MS: '7', STOCKPROOF_VERIFY_INTERVAL_MS: '8' },
      8,
    ],
  ])('reads a renamed setting %s', (_case, env, value) =>
    expect(loadConfig(['STOCKPROOF_VERIFY_INTERVAL_MS'], env)).toEqual({
      STOCKPROOF_VERIFY_INTERVAL_MS: value,
    }),
  );

  it('has former names of current settings only', () => {
    expect(Object.keys(FORMER_NAMES).filter((name) => !(name in settings))).toEqual([]);
    expect(Object.values(FORMER_NAMES).filter((name) => name in settings)).toEqual([]);
  });

  it.each<[keyof typeof settings, string]>([
    ['STOCKPROOF_INGESTION_PORT', '0'],
    ['STOCKPROOF_INGESTION_PORT', '65536'],
    ['STOCKPROOF_INGESTION_PORT', '80.5'],
    ['STOCKPROOF_INGESTION_PORT', 'http'],
    ['STOCKPROOF_INGEST_MAX_EVENTS', '0'],
    ['STOCKPROOF_INGEST_LINGER_MS', '-1'],
    ['STOCKPROOF_KEY_CACHE_MS', '1001'],
    ['STOCKPROOF_TRACE_RATIO', '1.1'],
    ['STOCKPROOF_AVAILABILITY_PUBLIC', 'yes'],
    ['STOCKPROOF_LOG_LEVEL', 'loud'],
    ['STOCKPROOF_INVENTORY_DATABASE_URL', ''],
    ['STOCKPROOF_VERIFY_INTERVAL_MS', '-1'],
    ['STOCKPROOF_VERIFY_CPU_PERCENT', '0'],
    ['STOCKPROOF_VERIFY_CPU_PERCENT', '101'],
    ['STOCKPROOF_SERVERS', 'cloud'],
  ])('refuses %s=%s', (name, value) =>
    expect(() => loadConfig([name], { [name]: value })).toThrow(ConfigError),
  );

  it('reports all faults at once, without values', () => {
    const bad = { STOCKPROOF_INGESTION_PORT: 'secret-1', STOCKPROOF_TRACE_RATIO: 'secret-2' };
    const failing = () =>
      loadConfig(['STOCKPROOF_INGESTION_PORT', 'STOCKPROOF_TRACE_RATIO', 'STOCKPROOF_JWKS_FILE'], bad);
    expect(failing).toThrow(/STOCKPROOF_INGESTION_PORT.*STOCKPROOF_TRACE_RATIO.*STOCKPROOF_JWKS_FILE/);
    expect(failing).not.toThrow(/secret/);
  });

  it('ignores a setting that was not requested', () => {
    expect(loadConfig(['STOCKPROOF_HOST'], { STOCKPROOF_INGESTION_PORT: 'nonsense' })).toEqual({
      STOCKPROOF_HOST: '127.0.0.1',
    });
  });
});

describe('a setting from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  const fileOf = (text: string): string => {
    const file = join(folder, 'login');
    writeFileSync(file, text);
    return file;
  };
  const load = (env: Record<string, string>) => loadConfig(['STOCKPROOF_KAFKA_LOGIN'], env);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[string, string]>([
    ['ingestion:pass', 'ingestion:pass'],
    ['ingestion:pass\n', 'ingestion:pass'],
    ['ingestion:pass\r\n', 'ingestion:pass'],
    ['ingestion:pass\n\n', 'ingestion:pass\n'],
    [' ingestion:pass ', ' ingestion:pass '],
  ])('contains %j, which is read as %j', (text, value) => {
    expect(load({ STOCKPROOF_KAFKA_LOGIN_FILE: fileOf(text) })).toEqual({ STOCKPROOF_KAFKA_LOGIN: value });
  });

  it('is checked and converted like any other', () => {
    const names = ['STOCKPROOF_INGESTION_PORT'] as const;
    expect(loadConfig(names, { STOCKPROOF_INGESTION_PORT_FILE: fileOf('4001\n') })).toEqual({
      STOCKPROOF_INGESTION_PORT: 4001,
    });
    const malformed = { STOCKPROOF_INGESTION_PORT_FILE: fileOf('secret-3\n') };
    expect(() => loadConfig(names, malformed)).toThrow(/STOCKPROOF_INGESTION_PORT \(/);
    expect(() => loadConfig(names, malformed)).not.toThrow(/secret/);
  });

  it('is not read if the variable of the file is empty', () => {
    expect(load({ STOCKPROOF_KAFKA_LOGIN: 'a:b', STOCKPROOF_KAFKA_LOGIN_FILE: '' })).toEqual({
      STOCKPROOF_KAFKA_LOGIN: 'a:b',
    });
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'is said twice',
      () => ({ STOCKPROOF_KAFKA_LOGIN: 'secret-4', STOCKPROOF_KAFKA_LOGIN_FILE: fileOf('secret-5') }),
      /both set/,
    ],
    [
      'is missing',
      () => ({ STOCKPROOF_KAFKA_LOGIN_FILE: join(folder, 'secret-6') }),
      /STOCKPROOF_KAFKA_LOGIN_FILE.*ENOENT/,
    ],
    ['is a folder', () => ({ STOCKPROOF_KAFKA_LOGIN_FILE: folder }), /STOCKPROOF_KAFKA_LOGIN_FILE.*EISDIR/],
    ['is empty', () => ({ STOCKPROOF_KAFKA_LOGIN_FILE: fileOf('\n') }), /STOCKPROOF_KAFKA_LOGIN_FILE.*empty/],
  ])('that %s is refused, without its value and path', (_what, env, why) => {
    const failing = () => load(env());
    expect(failing).toThrow(ConfigError);
    expect(failing).toThrow(why);
    expect(failing).not.toThrow(/secret|settings-/);
  });

  it('does not apply to a setting that is a path itself', () => {
    const env = { STOCKPROOF_JWKS_FILE: '/keys/jwks.json', STOCKPROOF_JWKS_FILE_FILE: fileOf('/elsewhere') };
    expect(loadConfig(['STOCKPROOF_JWKS_FILE'], env)).toEqual({ STOCKPROOF_JWKS_FILE: '/keys/jwks.json' });
  });

  it('has a name that no other setting has', () => {
    expect(Object.keys(settings).filter((name) => `${name}_FILE` in settings)).toEqual([]);
  });
});
