const SEED = 'STOCKPROOF_TEST_SEED';

/**
 * What every choice by chance of a test run begins with: `STOCKPROOF_TEST_SEED`, or 1, so that `npm test` is the
 * same each time and everywhere. `.ci/run` sets another one each time and prints it. Throws when the setting is no
 * whole number from 0.
 */
export function testSeed(): number {
  const seed = Number(process.env[SEED] ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`${SEED} must be a whole number from 0, not ${process.env[SEED]}`);
  return seed;
}

/** `count` of them, the next ones with the next seed, so that all have their turn. */
export function rotating<T>(all: readonly T[], count: number, seed = testSeed()): T[] {
  const first = (seed * count) % all.length;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, count);
}

/** A seed for a run that was given none, another one each minute. For long runs, which must print it. */
export function seedOfNow(now_ms: number): number {
  return Math.floor(now_ms / 60_000) % 1_000_000;
}
