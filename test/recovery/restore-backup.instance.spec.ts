import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import type { Evidence } from '@stockproof/evidence';
import {
  askAvailability,
  eventually,
  queryDatabase,
  readTopic,
  recover,
  runningStack,
  type RunningStack,
  seller,
  type Seller,
  testBroker,
} from '@stockproof/testing';
import { startInstance, stockproof, stopInstance, tryStockproof } from '../stack/instance.js';
import { beginCaptureAgain } from './begin-capture-again.js';
import { forgeNextRow } from './forge-next-row.js';
import { type TrialOffer, trialOffer } from './trial-offer.js';

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
  const inventory = async (sql: string): Promise<unknown> =>
    (await queryDatabase(stack, 'inventory', sql))[0];
  const ledger = () =>
    inventory(
      `SELECT (SELECT jsonb_agg(to_jsonb(t) ORDER BY seller_id, sku, version) FROM inventory_transaction t) AS rows,
         (SELECT jsonb_agg(to_jsonb(r) ORDER BY seller_id, event_id) FROM inventory_rejection r) AS rejections,
         (SELECT jsonb_agg(to_jsonb(s) ORDER BY seller_id, sku) FROM inventory_stock_on_hand s) AS heads,
         (SELECT jsonb_agg(to_jsonb(b) ORDER BY seller_id, sku, bucket_type, location_id) FROM inventory_bucket b) AS buckets`,
    );
  const counted = () =>
    inventory(
      `SELECT (SELECT jsonb_agg(to_jsonb(a) ORDER BY topic, partition) FROM accounting a) AS accounting,
         (SELECT jsonb_agg(to_jsonb(d) - 'updated_at' ORDER BY seller_id, event_id) FROM inventory_redelivery d) AS redeliveries`,
    );
  const lostRows = async (): Promise<Record<string, unknown>> => {
    const { status, stdout } = await tryStockproof(env, 'lost-rows', '--json');
    return { exit: status, ...(JSON.parse(stdout) as object) };
  };
  /** Restores, expects it to be refused in one line, and returns the line. */
  const refused = async (...more: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await tryStockproof(env, 'restore', '--from', folder, ...more);
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
    return stderr.trim();
  };

  const shows = ({ seller_id, sku }: TrialOffer, version: number): Promise<void> =>
    eventually(async () => {
      const path = `/v1/availability/${sku}/${encodeURIComponent(seller_id)}`;
      expect(await (await askAvailability(stack, path)).json()).toMatchObject({ version, status: 'current' });
    }, 120_000);
  /** Posts to an offer of five versions: one that is rejected on what is there, more units, and a duplicate of those. */
  async function loadMore(ann: Seller, { sku, seller_id }: TrialOffer): Promise<void> {
    const event = (id: number, operation: string, quantity: number) => ({
      ...{ event_id: `${sku}-${id}`, sku, seller_id, operation, quantity },
      event_time: '2026-06-19T19:00:00Z',
    });
    for (const events of [[event(6, 'D', 10_000), event(7, 'I', 20_000)], [event(7, 'I', 20_000)]])
      expect((await ann.post(events)).status).toBe(202);
    await eventually(async () =>
      expect(await inventory(`SELECT sum(duplicate)::int AS duplicates FROM accounting`)).toEqual({
        duplicates: 1,
      }),
    );
    await shows({ sku, seller_id }, 6);
    // A rejection has another connector than the rows.
    const has = (value: Buffer | null): boolean => value?.toString().includes(`"${sku}-6"`) === true;
    await readTopic(testBroker(stack), TOPICS.rejections, (read) => read.some(({ value }) => has(value)));
  }

  it('is checked before a restore; what that lost is put back by two persons, and everything is as before and trusted', async () => {
    const ann = await seller(stack);
    const kept = await trialOffer(stack, ann);
    const first = await backup();
    expect(first.base).toMatch(/^\d{4}-/);
    await trialOffer(stack, ann);
    const took = stopwatch();
    const second = await backup();
    const wal_only = took();
    expect(second.base).toBeNull();
    expect(new Date(second.archived_until) > new Date(first.archived_until)).toBe(true);
    const in_backup = await ledger();
    const lost = await trialOffer(stack, ann);
    await loadMore(ann, kept);
    const [before, counted_before] = [await ledger(), await counted()];
    expect(before).not.toEqual(in_backup);
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
    await stockproof(env, 'start', '--detach', '--without', 'command-handler', 'reservation');
    expect(await ledger()).toEqual(in_backup);

    // What is lost is named, asked for, and approved by another person.
    const found = await lostRows();
    expect(found).toMatchObject({ exit: 2, rows: 6, rejections: 1, refused: [], foreign: [] });
    expect(found['offers']).toMatchObject(
      [
        { ...kept, from_version: 5, to_version: 6, rejections: [{ event_id: `${kept.sku}-6` }] },
        { ...lost, from_version: 0, to_version: 5, rejections: [] },
      ].sort((a, b) => (a.sku < b.sku ? -1 : 1)),
    );
    await beginCaptureAgain(env);
    const reason = 'restored from a backup';
    const asked = JSON.parse(
      await stockproof(env, 'lost-rows', 'request', '--reason', reason, '--as', 'ada', '--json'),
    ) as { readonly recovery_id: string; readonly put_back: { readonly digest: string } };
    const run = asked.recovery_id;
    expect(asked.put_back).toEqual({ digest: found['digest'], offers: 2, rows: 6, rejections: 1 });
    const early = await tryStockproof(env, 'lost-rows', 'put-back', run, '--as', 'ada');
    expect([early.status, early.stderr]).toEqual([1, expect.stringMatching(/lost-rows approve/)]);
    const approve = (as: string, digest: string) =>
      tryStockproof(env, 'lost-rows', 'approve', run, '--digest', digest, '--as', as);
    const { digest } = asked.put_back;
    expect(await approve('ada', digest)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/--as NAME/),
    });
    expect(await approve('grace', '0'.repeat(64))).toMatchObject({ status: 1 });
    expect(await ledger()).toEqual(in_backup);
    expect(await approve('grace', digest)).toMatchObject({ status: 0 });

    // Put back, row by row; the record says by whom, and that everything is trusted.
    const { evidence, moved } = JSON.parse(
      await stockproof(env, 'lost-rows', 'put-back', run, '--as', 'ada', '--json'),
    ) as { readonly evidence: Evidence; readonly moved: readonly string[] };
    expect(evidence).toMatchObject({
      ...{ flow: 'inventory-ledger', mode: 'repair', scope: { type: 'all' }, confidence_status: 'trusted' },
      ...{ requested_by: 'ada', approved_by: 'grace', put_back: asked.put_back, reasons: [] },
      ...{ repairs: { applied: 2 } },
    });
    expect(await ledger()).toEqual(before);
    expect(moved.join()).toContain('command-handler reads inventory.updates.v1/');
    const acts = await queryDatabase(
      stack,
      'security',
      `SELECT outcome, target FROM security_event WHERE action = 'put_back_rows' ORDER BY sequence`,
    );
    expect(acts).toEqual(['attempted', 'done'].map((outcome) => ({ outcome, target: `${run} ${digest}` })));
    const put_back = since();

    // Deliveries since the restored position are counted as what they were, and work goes on.
    for (const part of ['command-handler', 'reservation']) await stockproof(env, 'part', 'start', part);
    const services = since();
    await eventually(async () => expect(await counted()).toEqual(counted_before), 120_000);
    expect(await ledger()).toEqual(before);
    await eventually(
      async () =>
        expect((await recover(stack, { scope: { type: 'all' } })).confidence_status).toBe('trusted'),
      240_000,
    );
    await shows(kept, 6);
    await shows(lost, 5);
    noteDrill({ wal_only, data: restored_s, put_back, services });

    // Nothing that somebody wrote to the history is taken for a row.
    await stockproof(env, 'part', 'stop', 'command-handler');
    expect(await lostRows()).toMatchObject({ exit: 0, rows: 0, rejections: 0 });
    await forgeNextRow(stack, lost);
    const forged = { ...lost, version: 6, fault: 'other_request' };
    expect(await lostRows()).toMatchObject({ exit: 3, offers: [], refused: [forged] });
    const again = await tryStockproof(env, 'lost-rows', 'request', '--reason', reason, '--as', 'ada');
    expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/^\D*1 do not fit/)]);
  }, 840_000);
});
