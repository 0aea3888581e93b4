import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type RunningStack,
  seller,
} from '@stockproof/testing';
import { startInstance, stockproof, stopInstance, tryStockproof } from '../stack/instance.js';
import { beginCaptureAgain } from './begin-capture-again.js';
import { trialOffer } from './trial-offer.js';

interface Taken {
  readonly base: string | null;
  readonly archived_until: string;
  readonly manifest_sha256: string;
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

  it('is checked before a restore, which brings everything back that is archived; then work goes on, and is trusted', async () => {
    const ann = await seller(stack);
    await trialOffer(stack, ann);
    const first = await backup();
    expect(first.base).toMatch(/^\d{4}-/);
    const { sku } = await trialOffer(stack, ann);
    const second = await backup();
    expect(second.base).toBeNull();
    expect(new Date(second.archived_until) > new Date(first.archived_until)).toBe(true);
    const before = await ledger();
    expect(await refused()).toContain('it runs');
    const { status, stderr } = await tryStockproof(env, 'backup', '--to', stack.home);
    expect([status, stderr]).toEqual([1, expect.stringContaining('is no backup, and it is not empty')]);
    await stockproof(env, 'stop');

    // Nothing of a damaged backup is restored.
    const data = readdirSync(join(stack.home, 'postgres'));
    const wal = join(folder, 'wal', readdirSync(join(folder, 'wal'))[0] ?? '');
    const bytes = readFileSync(wal);
    writeFileSync(wal, bytes.subarray(0, -1));
    expect(await refused()).toMatch(/damaged, nothing was restored: wal\/\w+\.gz has \d+ bytes/);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(wal, bytes);
    expect(await refused()).toContain('is changed');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(wal, bytes);
    renameSync(join(folder, 'home/secrets.json'), join(folder, 'moved'));
    expect(await refused()).toContain('home/secrets.json is missing');
    renameSync(join(folder, 'moved'), join(folder, 'home/secrets.json'));
    expect(await refused('--manifest', 'ab'.repeat(32))).toContain('is not the one that was named');
    expect(await refused('--to', '2020-01-01T00:00:00Z')).toContain('begins after 2020-01-01T00:00:00.000Z');
    expect(await refused('--to', '2100-01-01T00:00:00Z')).toContain(
      'does not reach 2100-01-01T00:00:00.000Z',
    );
    expect(await refused('--to', 'yesterday')).toContain('a time with its zone');
    expect(readdirSync(join(stack.home, 'postgres'))).toEqual(data);

    // A file of the home that is gone comes back; the data folder of before is kept.
    rmSync(join(stack.home, 'people.json'));
    const restored = JSON.parse(
      await stockproof(env, 'restore', '--from', folder, '--manifest', second.manifest_sha256, '--json'),
    ) as Record<string, unknown>;
    expect(restored).toMatchObject({ base: first.base, home_files: 1, timeline: 2 });
    expect(readdirSync(String(restored['set_aside']))).toEqual(data);

    await stockproof(env, 'start', '--detach');
    expect(await ledger()).toEqual(before);
    await beginCaptureAgain(env);
    const later = {
      event_id: `${sku}-6`,
      sku,
      seller_id: ann.seller_id,
      operation: 'D',
      quantity: 7,
      event_time: '2026-06-19T19:00:00Z',
    };
    await eventually(async () => expect((await ann.post(later)).status).toBe(202), 60_000);
    await eventually(
      async () =>
        expect(await (await ann.outcome(later.event_id)).json()).toMatchObject({ status: 'accepted' }),
      60_000,
    );
    await eventually(
      async () =>
        expect((await recover(stack, { scope: { type: 'all' } })).confidence_status).toBe('trusted'),
      120_000,
    );
    // A new timeline needs a new base backup.
    expect((await backup()).base).not.toBeNull();
  }, 840_000);
});
