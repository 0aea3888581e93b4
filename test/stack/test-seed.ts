const SEED = 'STOCKPROOF_TEST_SEED';

/**
 * The seed of all random choices of a test run: `STOCKPROOF_TEST_SEED`, or 1, so that `npm test` is the same
 * each time. `.ci/run` sets another one each time and prints it. Throws if the setting is not an integer from
 * 0.
 */
export function testSeed(): number {
  const seed = Number(process.env[SEED] ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`${SEED} must be a whole number from 0, not ${process.env[SEED]}`);
  return seed;
}

/** `count` of the items; the next seed chooses the next ones, so that all are chosen in turn. */
export function rotating<T>(all: readonly T[], count: number, seed = testSeed()): T[] {
  const first = (seed * count) % all.length;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, count);
}

/** A seed for a run without one, another one each minute. For long runs, which must print it. */
export function seedOfNow(now_ms: number): number {
  return Math.floor(now_ms / 60_000) % 1_000_000;
}
