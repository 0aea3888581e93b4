import type { OutcomeCheck } from './check-outcomes.js';
import type { Compared } from './compare-outcomes.js';
import { type OutcomeKind } from './outcome-kinds.js';

/** Most names that are listed in an answer. */
const MAX_EXAMPLES = 100;

/** The counts of a comparison. `examples` has at most 100 names of each difference. */
export interface ComparedSummary extends Omit<Compared, 'missing' | 'differing' | 'only_on_topic'> {
  readonly missing: number;
  readonly differing: number;
  readonly only_on_topic: number;
  readonly examples: Pick<Compared, 'missing' | 'differing' | 'only_on_topic'>;
}

/** The result of a check in the API, with some examples. */
export interface CheckSummary {
  /** complete: nothing is missing and nothing is on the topic only. */
  readonly verdict: 'complete' | 'differences' | 'inconclusive';
  readonly reason: string | null;
  readonly rejections: ComparedSummary | null;
  readonly dead_letters: ComparedSummary | null;
}

/**
 * The answer of a check. If the connector is behind, differences that were found still count, but an empty
 * result does not.
 */
export function summaryOf({ complete, reason, compared }: OutcomeCheck): CheckSummary {
  const of = (kind: OutcomeKind): ComparedSummary | null => summarise(compared[kind]);
  const found = Object.values(compared).some(
    (one) => one.missing.length + one.differing.length + one.only_on_topic.length > 0,
  );
  const verdict = !complete ? 'inconclusive' : found ? 'differences' : 'complete';
  return { verdict, reason, rejections: of('rejections'), dead_letters: of('dead_letters') };
}

function summarise(compared: Compared | undefined): ComparedSummary | null {
  if (compared === undefined) return null;
  const { missing, differing, only_on_topic, ...counts } = compared;
  const some = (names: readonly string[]): string[] => names.slice(0, MAX_EXAMPLES);
  return {
    ...counts,
    missing: missing.length,
    differing: differing.length,
    only_on_topic: only_on_topic.length,
    examples: { missing: some(missing), differing: some(differing), only_on_topic: some(only_on_topic) },
  };
}
