import Sequencer from '@jest/test-sequencer';

/** Specs that leave much data in the shared stack, which every later verification of everything reads too. */
const LOUD = [
  'test/torture/',
  'test/crashpoints/',
  'test/model/',
  'test/reservation/contention',
  'test/api/fair-shares',
  'test/e2e/kills',
  'test/e2e/largest-offer',
  'test/e2e/marketplace',
  'test/e2e/stopped-owner',
  'tools/observability/live/',
  'under-fire',
];

/** Specs that share one instance (`shared-instance.ts`): they run one after the other, in this order. */
const SHARING = [
  'test/connectors/connectors.instance',
  'test/recovery/crashes.instance',
  'test/recovery/promotion.instance',
  'test/e2e/changed-passwords.instance',
];

/**
 * Pure tests first, then those of the stack that leave little data, then those that leave much, and those
 * that share an instance.
 */
export default class QuietFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) =>
      (/\.(int|e2e|instance)\.spec\.ts$/.test(path) ? 1 : 0) +
      (LOUD.some((part) => path.includes(part)) ? 1 : 0) +
      // 0 for specs that share nothing.
      SHARING.findIndex((part) => path.includes(part)) +
      1;
    return [...tests].sort((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : 1));
  }
}
