import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { askAvailability, eventually, recover, runningStack, seller } from '@stockproof/testing';
import { trialOffer } from '../recovery/trial-offer.js';

const FOLD = 'libs/domain/availability/src/apply-change.js';
let folder: string | null = null;
let bad: ChildProcess | null = null;

afterEach(() => {
  bad?.kill('SIGKILL');
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

/**
 * The running build with one wrong line in the projection function: what leaves a bucket is not subtracted.
 */
function badBuild(): string {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-bad-'));
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'contracts', 'package.json'])
    symlinkSync(resolve(name), join(folder, name));
  const file = join(folder, 'dist', FOLD);
  const good = readFileSync(file, 'utf8');
  const wrong = good.replace('-change.quantity', '-0');
  if (wrong === good) throw new Error('nothing to break');
  writeFileSync(file, wrong);
  return folder;
}

it('a faulty projection publishes wrong availability: it is found, repaired from the ledger, published again and marked', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const offer = await trialOffer(stack, ann);
  const shown = async (): Promise<object> =>
    (
      await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`)
    ).json() as Promise<object>;
  const part = stack.parts['availability-projection'];
  if (part === undefined) throw new Error('no projection');
  await askControl(stack.control_socket, 'availability-projection', 'stop');
  const cwd = badBuild();
  bad = spawn(
    part.command,
    part.args.map((arg) => arg.replace(resolve('dist'), join(cwd, 'dist'))),
    { cwd, env: { ...process.env, ...part.env }, stdio: 'ignore' },
  );
  expect(
    (
      await ann.post({
        ...offer,
        event_id: `${offer.sku}-6`,
        operation: 'D',
        quantity: 60,
        event_time: '2026-06-19T19:00:00Z',
      })
    ).status,
  ).toBe(202);
  await eventually(async () => expect(await shown()).toMatchObject({ version: 6, sellable: 115 }));
  bad.kill('SIGTERM');
  await new Promise((done) => bad?.once('exit', done));
  await askControl(stack.control_socket, 'availability-projection', 'start');
  const scope = { type: 'by_offer', offers: [offer] };
  const found = await recover(stack, { scope });
  const failed = found.checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
  expect([found.confidence_status, failed]).toEqual([
    'untrusted',
    ['view_matches_replay', 'published_matches_view'],
  ]);
  const repaired = await recover(stack, { scope, mode: 'repair' });
  expect(repaired).toMatchObject({
    confidence_status: 'trusted',
    projection_rows_changed: 1,
    published_outputs: ['inventory.availability.v2'],
  });
  await eventually(async () =>
    expect(await shown()).toMatchObject({ version: 6, revision: 1, sellable: 55, confidence: 'trusted' }),
  );
});
