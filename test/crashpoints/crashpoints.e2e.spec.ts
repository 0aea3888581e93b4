import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Armed, type FailpointName, FAILPOINTS } from '@stockproof/failpoints';
import { runningStack, type Seller, seller } from '@stockproof/testing';
import { testSeed } from '../stack/test-seed.js';
import { arm, disarm, met } from './arm.js';
import { type ScenarioPath, SCENARIOS } from './scenarios.js';

const stack = runningStack();
/** `all`, a prefix of failpoint names, or how many of them; another seed chooses others. */
const WANTED = process.env['STOCKPROOF_TEST_CRASHPOINTS'] ?? '4';

const pathOf = (name: FailpointName): ScenarioPath | null => {
  const { path } = FAILPOINTS[name];
  return path === 'units' || path === 'damage' ? null : path;
};
const REACHED = (Object.keys(FAILPOINTS) as FailpointName[]).filter((name) => pathOf(name) !== null);
const ALL: readonly Armed[] = REACHED.flatMap((name) =>
  (FAILPOINTS[name].transaction
    ? (['before', 'within', 'after'] as const)
    : (['before', 'after'] as const)
  ).flatMap((when) => (['kill', 'throw', 'hang'] as const).map((action): Armed => ({ name, when, action }))),
);

/** Another part of the failpoints for each seed, spread over all paths. */
function rotating(count: number): readonly Armed[] {
  const first = testSeed();
  const step = Math.floor(ALL.length / count);
  return Array.from({ length: count }, (_none, n) => ALL[(first + n * step) % ALL.length] ?? ALL[0]).filter(
    (one) => one !== undefined,
  );
}

const cases =
  WANTED === 'all'
    ? ALL
    : /^[0-9]+$/.test(WANTED)
      ? rotating(Number(WANTED))
      : ALL.filter(({ name }) => name.startsWith(WANTED));
const results: string[] = [];
let ann: Seller;

beforeAll(async () => {
  ann = await seller(stack);
});
afterEach(() => disarm(stack));
afterAll(() => {
  if (WANTED !== '4')
    console.info(['point                          when    action  result', ...results].join('\n'));
});

describe('after a fault at any awaited write the services recover by themselves', () => {
  it.each(cases.map((one) => [one.name, one.when, one.action, one] as const))(
    '%s: %s: %s',
    async (name, when, action, armed) => {
      const began_ms = performance.now();
      const line = (result: string): string =>
        `${name.padEnd(30)} ${when.padEnd(7)} ${action.padEnd(7)} ${result} ${((performance.now() - began_ms) / 1_000).toFixed(1)} s`;
      try {
        arm(stack, armed);
        const scenario = SCENARIOS[pathOf(name) ?? 'write'];
        await Promise.all([met(stack, armed), scenario(stack, ann, name)]);
        results.push(line('pass'));
      } catch (error) {
        results.push(line(`FAIL ${(error as Error).message.split('\n')[0]}`));
        throw error;
      }
    },
  );

  it('is tested at every write of every path', () => {
    expect(ALL.length).toBeGreaterThan(150);
    expect(cases.length).toBeGreaterThan(0);
  });
});
