import Sequencer from '@jest/test-sequencer';

/** What leaves much behind in the shared stack: every later look at everything reads it too. */
const LOUD = [
  'test/torture/',
  'test/crashpoints/',
  'test/reservation/contention',
  'test/e2e/kills',
  'test/e2e/marketplace',
  'under-fire',
];

/** Share one instance (`shared-instance.ts`), so they follow each other. */
const SHARING = ['test/e2e/changed-passwords', 'test/recovery/crashes', 'test/recovery/promotion'];

/** Pure tests first, then those of the stack that leave little behind, then the loud ones and those that share. */
export default class QuietFirst extends Sequencer {
  sort(tests) {
    const weight = ({ path }) =>
      (/\.(int|e2e|instance)\.spec\.ts$/.test(path) ? 1 : 0) +
      ([...LOUD, ...SHARING].some((part) => path.includes(part)) ? 1 : 0);
    return [...tests].sort((a, b) => weight(a) - weight(b) || (a.path < b.path ? -1 : 1));
  }
}
