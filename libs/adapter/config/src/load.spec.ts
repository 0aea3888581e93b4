import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load.js';
import type { settings } from './settings.js';

describe('loadConfig', () => {
  it('takes what is set, and the default for what is not or is empty', () => {
    const names = ['STOCKPROOF_INGESTION_PORT', 'STOCKPROOF_HOST', 'STOCKPROOF_AVAILABILITY_PUBLIC', 'STOCKPROOF_TRACE_RATIO'] as const;
    expect(loadConfig(names, {})).toEqual({
      STOCKPROOF_INGESTION_PORT: 3001, STOCKPROOF_HOST: '127.0.0.1', STOCKPROOF_AVAILABILITY_PUBLIC: true, STOCKPROOF_TRACE_RATIO: 0.01,
    });
    expect(loadConfig(names, { STOCKPROOF_INGESTION_PORT: '4001', STOCKPROOF_HOST: '', STOCKPROOF_AVAILABILITY_PUBLIC: 'false', STOCKPROOF_TRACE_RATIO: '1' }))
      .toMatchObject({ STOCKPROOF_INGESTION_PORT: 4001, STOCKPROOF_HOST: '127.0.0.1', STOCKPROOF_AVAILABILITY_PUBLIC: false, STOCKPROOF_TRACE_RATIO: 1 });
  });

  it.each<[keyof typeof settings, string]>([
    ['STOCKPROOF_INGESTION_PORT', '0'], ['STOCKPROOF_INGESTION_PORT', '65536'], ['STOCKPROOF_INGESTION_PORT', '80.5'], ['STOCKPROOF_INGESTION_PORT', 'http'],
    ['STOCKPROOF_INGEST_MAX_EVENTS', '0'], ['STOCKPROOF_INGEST_LINGER_MS', '-1'], ['STOCKPROOF_KEY_CACHE_MS', '1001'],
    ['STOCKPROOF_TRACE_RATIO', '1.1'], ['STOCKPROOF_AVAILABILITY_PUBLIC', 'yes'], ['STOCKPROOF_LOG_LEVEL', 'loud'],
    ['STOCKPROOF_INVENTORY_DATABASE_URL', ''], ['STOCKPROOF_VERIFY_EVERY_MS', '-1'], ['STOCKPROOF_SERVERS', 'cloud'],
  ])('refuses %s=%s', (name, value) => expect(() => loadConfig([name], { [name]: value })).toThrow(ConfigError));

  it('names everything that is wrong at once, and no value', () => {
    const bad = { STOCKPROOF_INGESTION_PORT: 'secret-1', STOCKPROOF_TRACE_RATIO: 'secret-2' };
    const failing = () => loadConfig(['STOCKPROOF_INGESTION_PORT', 'STOCKPROOF_TRACE_RATIO', 'STOCKPROOF_JWKS_FILE'], bad);
    expect(failing).toThrow(/STOCKPROOF_INGESTION_PORT.*STOCKPROOF_TRACE_RATIO.*STOCKPROOF_JWKS_FILE/);
    expect(failing).not.toThrow(/secret/);
  });

  it('is not stopped by a setting that it was not asked for', () => {
    expect(loadConfig(['STOCKPROOF_HOST'], { STOCKPROOF_INGESTION_PORT: 'nonsense' })).toEqual({ STOCKPROOF_HOST: '127.0.0.1' });
  });
});
