import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Evidence } from '@stockproof/evidence';
import { eventually, runningStack, seller } from '@stockproof/testing';
import { tryStockproof } from '../stack/instance.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

const stack = runningStack();

const stockproof = (...args: readonly string[]) =>
  tryStockproof({ STOCKPROOF_HOME: stack.home, ...portsOf() }, ...args);

const portsOf = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(stack.ports).map(([name, port]) => [
      `STOCKPROOF_${name.toUpperCase()}_PORT`,
      String(port),
    ]),
  );
const run = (scope: object, ...more: readonly string[]) =>
  stockproof(
    'recovery',
    'run',
    '--contract',
    'inventory-availability-projection',
    '--scope',
    JSON.stringify(scope),
    '--json',
    ...more,
  );

describe('the command line', () => {
  let offer: TrialOffer;
  let scope: object;

  beforeAll(async () => {
    offer = await trialOffer(stack, await seller(stack));
    scope = { type: 'by_offer', offers: [offer] };
  });

  it('ends with an exit code for scripts, and a record that is valid', async () => {
    const trusted = await run(scope);
    const { recovery_id } = JSON.parse(trusted.stdout) as Evidence;
    const file = join(stack.home, 'evidence', `${recovery_id}.json`);
    await eventually(async () =>
      expect((await stockproof('evidence', 'verify', file, '--against-db')).status).toBe(0),
    );
    const nobody = await run({ type: 'by_sku', skus: ['nobody-sells-this'] });
    await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 1 WHERE {offer}', offer);
    const wrong = await run(scope);
    const repaired = await run(scope, '--mode', 'repair', '--approve-as', 'grace');
    expect([trusted, nobody, wrong, repaired].map(({ status }) => status)).toEqual([0, 3, 2, 0]);
    expect(JSON.parse(repaired.stdout)).toMatchObject({
      confidence_status: 'trusted',
      approved_by: 'grace',
      projection_rows_changed: 1,
    });
  });

  it('finds a ledger that was rewritten after it was signed, by recomputing what the record attests', async () => {
    const { recovery_id } = JSON.parse((await run(scope)).stdout) as Evidence;
    const file = join(stack.home, 'evidence', `${recovery_id}.json`);
    await eventually(async () =>
      expect((await stockproof('evidence', 'verify', file, '--against-db')).status).toBe(0),
    );
    await tamper(
      stack,
      'inventory',
      'UPDATE inventory_transaction SET quantity = 41, delta_quantity = 41 WHERE {offer} AND version = 2',
      offer,
    );
    const { status, stderr } = await stockproof('evidence', 'verify', file, '--against-db');
    expect([status, stderr]).toEqual([2, expect.stringContaining(offer.sku)]);
    expect((await stockproof('evidence', 'verify', file)).status).toBe(0);
  });

  it('creates a key with two persons, and none from a withdrawn request', async () => {
    const ask = async (): Promise<string> => {
      const { stdout } = await stockproof('key-requests', 'create', 'cli-seller', '--reason', 'r', '--json');
      return (JSON.parse(stdout) as { request_id: string }).request_id;
    };
    const [wanted, mistake] = [await ask(), await ask()];
    const alone = await stockproof('key-requests', 'approve', wanted, '--as', 'ada');
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringMatching(/^(four_eyes|forbidden): .*; /)]);
    expect((await stockproof('key-requests', 'approve', wanted, '--as', 'grace')).status).toBe(0);
    expect((await stockproof('key-requests', 'withdraw', mistake, '--reason', 'r')).status).toBe(0);
    expect((await stockproof('key-requests', 'collect', wanted)).stdout).toMatch(/^sp_[0-9a-f]+_\S+\n$/);
    expect((await stockproof('key-requests', 'collect', mistake)).stderr).toMatch(/^withdrawn: /);
    const listed = (await stockproof('key-requests', 'list')).stdout;
    expect(listed).toMatch(new RegExp(`^${wanted}  collected  cli-seller  ada: r$`, 'm'));
    expect(listed).toMatch(new RegExp(`^${mistake}  withdrawn  cli-seller  ada: r$`, 'm'));
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a scope that is no JSON',
      ['recovery', 'run', '--contract', 'x', '--scope', '{'],
      /--scope must be JSON/,
    ],
    ['a contract that is none', ['recovery', 'run', '--contract', 'x', '--scope', 'all'], /unknown_contract/],
    ['a recovery that is none', ['recovery', 'show', 'rec-1'], /unknown_recovery/],
    [
      'a redrive that is none',
      ['redrives', 'send', 'red-2026-06-19-0123456789ab'],
      /^unknown_redrive: .*; `stockproof redrives list`/,
    ],
    [
      'a key that nobody asked for',
      ['key-requests', 'approve', 'kr-1'],
      /^unknown_key_request: .*; `stockproof key-requests list`/,
    ],
    ['a flow that is none', ['contract', 'show', 'x'], /no contract x; there are/],
  ])('reports in one line: %s', async (_name, args, message) => {
    const { status, stderr } = await stockproof(...args);
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toMatch(message);
  });
});
