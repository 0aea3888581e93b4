// What specs get as `fast-check` (jest.config.mjs): its properties begin with the seed of the test run, not with another one each
// time. A failure prints the seed all the same.
import fc from '../../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ seed: Number(process.env.STOCKPROOF_TEST_SEED ?? 1) });

export * from '../../node_modules/fast-check/lib/fast-check.js';
export default fc;
