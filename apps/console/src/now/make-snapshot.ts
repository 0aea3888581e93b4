import type { NowSnapshot } from '@stockproof/console';
import { describeHops } from './hops/describe-hops.js';
import type { HopFacts } from './hops/hop-facts.js';
import { describeApprovals, describeConfidence, describeDeadLetters } from './parts/describe-recovery.js';
import { describeSagas } from './parts/describe-sagas.js';

/** After this time without a poll it is not said how fast something moves, ms. */
const COMPARABLE_MS = 30_000;

/** The pipeline as a poll shows it. A part is null, or a hop `unknown`, if its source did not answer. Pure. */
export function makeSnapshot({ now, before, ...past }: HopFacts): NowSnapshot {
  const is_comparable = before !== null && now.at_ms - before.at_ms <= COMPARABLE_MS;
  return {
    at: new Date(now.at_ms).toISOString(),
    sources: [...now.sources],
    hops: describeHops({ now, before: is_comparable ? before : null, ...past }),
    confidence: describeConfidence(now),
    approvals: describeApprovals(now),
    dead_letters: describeDeadLetters(now),
    sagas: describeSagas(now),
  };
}
