import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import type { Armed } from '@stockproof/failpoints';
import {
  type AnotherProcess,
  anotherProcess,
  askAvailability,
  callRecovery,
  eventually,
  evidenceOf,
  operatorToken,
  readAsViewer,
  requestRecovery,
  type RunningStack,
  runningStack,
  seller,
} from '@stockproof/testing';
import { freePorts, startInstance, stopInstance } from '../stack/instance.js';
import { tamper } from './trial-offer.js';

/** Its own instance, because everything is verified, in units of a few offers. */
const SETTINGS = {
  STOCKPROOF_VERIFY_RANGE_OFFERS: '3',
  STOCKPROOF_VERIFY_UNITS_AT_ONCE: '1',
  STOCKPROOF_RECOVERY_LEASE_MS: '3000',
};
const OFFERS = 24;
/** So slow that a worker, which looks for units twice a second, comes in time. */
const EVENTS_PER_S = 10;
let env: Record<string, string>;
let stack: RunningStack;
let worker: AnotherProcess | undefined;
let seller_id = '';
const skus = Array.from({ length: OFFERS }, (_none, n) => `unit-${n}-${randomUUID()}`);

const verifyAll = () =>
  requestRecovery(stack, { scope: { type: 'all' }, rate_limit_events_per_second: EVENTS_PER_S });
async function recordedByWorker(): Promise<number> {
  const text = await (await readAsViewer(stack, worker?.url ?? '', '/metrics')).text();
  return Number(
    /^stockproof_recovery_units_total\{[^}]*result="recorded"[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0,
  );
}
/** Everything verified; the worker has recorded at least one of the units. */
async function trustedWithWorker(): Promise<void> {
  const before = await recordedByWorker();
  const evidence = await evidenceOf(stack, await verifyAll());
  expect([evidence.confidence_status, evidence.offers.count]).toEqual(['trusted', OFFERS]);
  expect(await recordedByWorker()).toBeGreaterThan(before);
}

beforeAll(async () => {
  env = await startInstance(SETTINGS);
  stack = runningStack(env['STOCKPROOF_HOME']);
  const ann = await seller(stack);
  ({ seller_id } = ann);
  const event_time = '2026-06-19T18:23:11Z';
  await ann.post(
    skus.map((sku) => ({ event_id: sku, sku, seller_id, operation: 'I', quantity: 5, event_time })),
  );
  for (const sku of skus)
    await eventually(async () =>
      expect((await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`)).status).toBe(200),
    );
  const [port = 0] = await freePorts(1);
  worker = await anotherProcess(
    stack,
    'recovery',
    { setting: 'STOCKPROOF_RECOVERY_PORT', is: port },
    {
      ...SETTINGS,
      STOCKPROOF_RECOVERY_ROLE: 'worker',
      STOCKPROOF_FAILPOINT_FILE: '',
    },
  );
});
afterAll(async () => {
  worker?.process.kill('SIGKILL');
  await stopInstance(env);
});

describe('a worker', () => {
  it('verifies units of a run, and has no operations of the service', async () => {
    await trustedWithWorker();
    const answer = await fetch(`${worker?.url}/v1/recoveries`, {
      headers: { authorization: `Bearer ${operatorToken(stack, 'viewer')}` },
    });
    expect(answer.status).toBe(404);
  });

  it('helps to find a row that was changed', async () => {
    const sku = skus[OFFERS - 1] ?? '';
    await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 1 WHERE {offer}', {
      seller_id,
      sku,
    });
    const evidence = await evidenceOf(stack, await verifyAll());
    expect(evidence.confidence_status).toBe('untrusted');
    expect(evidence.checks.flatMap(({ counterexamples }) => counterexamples.map((one) => one.sku))).toContain(
      sku,
    );
    await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 5 WHERE {offer}', {
      seller_id,
      sku,
    });
  });

  it('does not end a run whose service is killed: the service resumes it from its beginning', async () => {
    const file = env['STOCKPROOF_FAILPOINT_FILE'] ?? '';
    const armed: Armed = { name: 'unit.record', when: 'before', action: 'kill' };
    writeFileSync(file, JSON.stringify(armed));
    const id = await verifyAll();
    await eventually(async () => expect(existsSync(file)).toBe(false), 60_000);
    await askControl(stack.control_socket, 'recovery', 'start').catch(() => undefined);
    const evidence = await evidenceOf(stack, id);
    expect([evidence.confidence_status, evidence.resumed, evidence.offers.count]).toEqual([
      'trusted',
      1,
      OFFERS,
    ]);
    rmSync(file, { force: true });
    const { body } = await callRecovery<{ items: { type: string }[] }>(
      stack,
      'GET',
      `/v1/recoveries/${id}/history`,
    );
    expect(body.items.filter(({ type }) => type === 'recovery_completed')).toHaveLength(1);
  });

  it('that is killed costs nothing but its work', async () => {
    worker?.process.kill('SIGKILL');
    await worker?.exited;
    const evidence = await evidenceOf(stack, await verifyAll());
    expect([evidence.confidence_status, evidence.offers.count]).toEqual(['trusted', OFFERS]);
  });
});
