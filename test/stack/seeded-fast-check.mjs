// Replaces `fast-check` in specs (jest.config.mjs): its properties start from the seed of the test run, not
// from a random one. A failure prints the seed in any case.
import fc from '../../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ seed: Number(process.env.STOCKPROOF_TEST_SEED ?? 1) });

export * from '../../node_modules/fast-check/lib/fast-check.js';
export default fc;
