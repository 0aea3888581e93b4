import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './load.js';
import { settings } from './settings.js';

type Name = keyof typeof settings;
const shown = new Map(
  [...readFileSync('.env.example', 'utf8').matchAll(/^# (STOCKPROOF_[A-Z_0-9]+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value],
  ),
);

describe('settings', () => {
  it('are all in .env.example, and no others', () =>
    expect([...shown.keys()].sort()).toEqual(Object.keys(settings).sort()));

  it.each(Object.keys(settings) as Name[])('%s has the default of .env.example', (name) => {
    const value = settings[name].safeParse(undefined);
    expect(value.success ? String(value.data) : '   (filled in by npm start)').toBe(shown.get(name));
  });

  // Sellers, balancers and runbooks count on these: another one is a decision, not a slip.
  it.each<[Name, unknown]>([
    ['STOCKPROOF_INGESTION_PORT', 3001],
    ['STOCKPROOF_COMMAND_HANDLER_PORT', 3002],
    ['STOCKPROOF_AVAILABILITY_PORT', 3003],
    ['STOCKPROOF_RECOVERY_PORT', 3004],
    ['STOCKPROOF_RESERVATION_PORT', 3005],
    ['STOCKPROOF_INGEST_MAX_BODY_BYTES', 1_048_576],
    ['STOCKPROOF_INGEST_MAX_EVENTS', 1_000],
    ['STOCKPROOF_INGEST_ACK_TIMEOUT_MS', 10_000],
    ['STOCKPROOF_KEY_CACHE_MS', 1_000],
    ['STOCKPROOF_FRESHNESS_BOUND_MS', 5_000],
    ['STOCKPROOF_STALL_TIMEOUT_MS', 120_000],
    ['STOCKPROOF_RECOVERY_LEASE_MS', 10_000],
    ['STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS', 120_000],
    ['STOCKPROOF_CHECKPOINT_INTERVAL_MS', 15_000],
    ['STOCKPROOF_VERIFY_INTERVAL_MS', 300_000],
    ['STOCKPROOF_VERIFY_CPU_PERCENT', 10],
    ['STOCKPROOF_HOST', '127.0.0.1'],
    ['STOCKPROOF_AVAILABILITY_PUBLIC', true],
    ['STOCKPROOF_TRACE_RATIO', 0.01],
  ])('%s is %p by default', (name, value) => expect(loadConfig([name], {})).toEqual({ [name]: value }));
});
