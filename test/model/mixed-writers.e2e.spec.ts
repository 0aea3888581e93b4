import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { askAvailability, eventually, runningStack, seller, testBroker } from '@stockproof/testing';
import { testSeed } from '../stack/test-seed.js';
import { availabilityOf, differences, MixedDriver } from './mixed-driver.js';
import { type MixedOffer, planSteps } from './mixed-steps.js';

const SEED = testSeed();
/** The long form: STOCKPROOF_TEST_STEPS=60. */
const STEPS = Number(process.env['STOCKPROOF_TEST_STEPS'] ?? 14);
const SELLERS = 4;
const OFFERS = 24;
/** One of this many offers has its stock tables repaired in between. */
const REPAIRED = 8;
const WITHIN_MS = 120_000 + STEPS * OFFERS * 500;
/** The broker takes longest to restart, so it is killed only in the long form. */
const KILLED = ['reservation', 'command-handler', 'postgres', ...(STEPS > 20 ? ['kafka'] : [])];
const PORT = '19413';

const stack = runningStack();

/**
 * Runs the steps of all offers in parallel, those of each offer in order; returns the differences from the
 * model.
 */
async function run(
  name: string,
  beside: () => Promise<void>,
): Promise<{ readonly outcomes: number; readonly wrong: string[]; readonly ends: [MixedOffer, object][] }> {
  const sellers = await Promise.all(Array.from({ length: SELLERS }, () => seller(stack)));
  const producer = await testBroker().producer();
  const plans = Array.from({ length: OFFERS }, (_none, n) => {
    const ann = sellers[n % SELLERS] as (typeof sellers)[number];
    const offer = { seller_id: ann.seller_id, sku: `${name}-${SEED}-${process.pid}-${n}` };
    return { ann, offer, ...planSteps(offer, SEED * 1_000 + n, STEPS, n % REPAIRED === 0) };
  });
  try {
    await Promise.all([
      beside(),
      ...plans.map(({ ann, steps }) => new MixedDriver(stack, ann, producer).drive(steps)),
    ]);
  } finally {
    await producer.close();
  }
  const steps = plans.flatMap((plan) => plan.steps);
  const wrong = await differences(
    stack,
    steps,
    sellers.map(({ seller_id }) => seller_id),
  );
  return { outcomes: steps.length, wrong, ends: plans.map(({ offer, end }) => [offer, availabilityOf(end)]) };
}

async function expectAsKnown({ outcomes, wrong, ends }: Awaited<ReturnType<typeof run>>): Promise<void> {
  console.log(
    `seed ${SEED}: ${wrong.length} of ${outcomes} outcomes differ (STOCKPROOF_TEST_SEED, STOCKPROOF_TEST_STEPS)`,
  );
  expect(wrong).toEqual([]);
  await Promise.all(
    ends.map(([{ sku, seller_id }, end]) =>
      eventually(async () => {
        const answer = await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`);
        expect(await answer.json()).toMatchObject(end);
      }),
    ),
  );
}

async function killAndWait(part: string): Promise<void> {
  const pid = runningStack().parts[part]?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    expect(runningStack().parts[part]).toMatchObject({ state: 'running' });
    expect(runningStack().parts[part]?.pid).not.toBe(pid);
    await Promise.resolve();
  }, WITHIN_MS);
}

/** Another member of the group, until it is told to leave. */
async function withSecondHandler(work: () => Promise<void>): Promise<void> {
  const part = stack.parts['command-handler'];
  if (part === undefined) throw new Error('no command handler');
  const second: ChildProcess = spawn(part.command, part.args, {
    env: { ...process.env, ...part.env, STOCKPROOF_COMMAND_HANDLER_PORT: PORT },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => second.once('exit', resolve));
  try {
    await eventually(async () =>
      expect((await fetch(`http://127.0.0.1:${PORT}/health/ready`)).status).toBe(200),
    );
    await work();
  } finally {
    second.kill('SIGTERM');
    await ended;
  }
}

describe('offers that their sellers, orders, stock commands and repairs change', () => {
  it(
    'have the results that an independent model predicted',
    async () => {
      await expectAsKnown(await run('mixed', () => Promise.resolve()));
    },
    WITHIN_MS,
  );

  it(
    'have them also while parts are killed and a second command handler joins and leaves',
    async () => {
      await expectAsKnown(
        await run('mixed-killed', async () => {
          await killAndWait('command-handler');
          await withSecondHandler(async () => {
            for (const part of KILLED) await killAndWait(part);
          });
        }),
      );
    },
    WITHIN_MS,
  );
});
