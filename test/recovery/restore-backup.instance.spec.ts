import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queryDatabase, runningStack, type RunningStack, seller } from '@stockproof/testing';
import { startInstance, stockproof, stopInstance, tryStockproof } from '../stack/instance.js';
import { trialOffer } from './trial-offer.js';

interface Taken {
  readonly base: string | null;
  readonly archived_until: string;
  readonly manifest_sha256: string;
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const began_ms = performance.now();
  return () => Math.round((performance.now() - began_ms) / 100) / 10;
}

/** Where `npm run drill` finds the times of the stages, seconds after the restore began. */
function noteDrill(seconds: Readonly<Record<string, number>>): void {
  const file = process.env['STOCKPROOF_DRILL_FILE'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(seconds));
}

describe('a backup', () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-backup-'));
    env = await startInstance();
    stack = runningStack(env['STOCKPROOF_HOME']);
  });
  afterAll(async () => {
    await stopInstance(env);
    rmSync(folder, { recursive: true, force: true });
  });

  const backup = async (...more: readonly string[]): Promise<Taken> =>
    JSON.parse(await stockproof(env, 'backup', '--to', folder, '--json', ...more)) as Taken;
  const ledger = () =>
    queryDatabase(
      stack,
      'inventory',
      `SELECT (SELECT count(*)::int FROM inventory_transaction) AS rows, (SELECT sum(received)::int FROM accounting) AS received,
         (SELECT jsonb_agg(to_jsonb(s) ORDER BY seller_id, sku) FROM inventory_stock_on_hand s) AS heads`,
    );
  /** Restores, expects it to be refused in one line, and returns the line. */
  const refused = async (...more: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await tryStockproof(env, 'restore', '--from', folder, ...more);
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
    return stderr.trim();
  };

  it('is checked before a restore, which brings everything back that is archived, and every service starts on it', async () => {
    const ann = await seller(stack);
    await trialOffer(stack, ann);
    const first = await backup();
    expect(first.base).toMatch(/^\d{4}-/);
    await trialOffer(stack, ann);
    const took = stopwatch();
    const second = await backup();
    const wal_only = took();
    expect(second.base).toBeNull();
    expect(new Date(second.archived_until) > new Date(first.archived_until)).toBe(true);
    const before = await ledger();
    await stockproof(env, 'stop');

    // Nothing of a damaged backup is restored.
    const data = readdirSync(join(stack.home, 'postgres'));
    const wal = join(folder, 'wal', readdirSync(join(folder, 'wal'))[0] ?? '');
    const bytes = readFileSync(wal);
    writeFileSync(wal, bytes.subarray(0, -1));
    expect(await refused()).toMatch(/damaged, nothing was restored: wal\/\w+\.gz has \d+ bytes/);
    writeFileSync(wal, bytes);
    expect(await refused('--to', 'yesterday')).toContain('a time with its zone');
    expect(readdirSync(join(stack.home, 'postgres'))).toEqual(data);

    // A file of the home that is gone comes back; the data folder of before is kept.
    rmSync(join(stack.home, 'people.json'));
    const since = stopwatch();
    const restored = JSON.parse(
      await stockproof(env, 'restore', '--from', folder, '--manifest', second.manifest_sha256, '--json'),
    ) as Record<string, unknown>;
    expect(restored).toMatchObject({ base: first.base, home_files: 1, timeline: 2 });
    expect(readdirSync(String(restored['set_aside']))).toEqual(data);

    const restored_s = since();
    await stockproof(env, 'start', '--detach');
    const services = since();
    expect(await ledger()).toEqual(before);
    noteDrill({ wal_only, data: restored_s, services });
  }, 840_000);
});
