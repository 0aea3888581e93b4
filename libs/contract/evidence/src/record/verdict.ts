import type {
  CheckOutcome,
  ConfidenceStatus,
  FoundDifference,
  RecordContent,
  ReplayCounts,
} from './record-content.js';
import type { RecordDomain } from './record-domain.js';

/** A verdict with its reasons. */
export interface Verdict {
  readonly status: ConfidenceStatus;
  /** Why the verdict is not `trusted`; empty if it is. */
  readonly reasons: readonly string[];
}

/** What a verdict is computed from. */
export interface RecordFacts {
  /** The checks that the contract requires. A check without a result is not covered. */
  readonly required: readonly string[];
  readonly checks: readonly CheckOutcome[];
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  /** How many streams were compared. */
  readonly streams: number;
}

/**
 * Computes the closed-world verdict. `untrusted` if anything is wrong. `inconclusive` if nothing is wrong but
 * something was not compared, or there was nothing to compare. `trusted` otherwise. No clock or threshold is
 * used. `stream` is what one stream is called in a reason.
 */
export function verdictOf({ required, checks, counts, streams }: RecordFacts, stream: string): Verdict {
  const failed = checks.filter(({ status }) => status === 'fail').map(({ name }) => `${name} failed`);
  const unbalanced = (['table', 'cdc'] as const)
    .filter((side) => !addsUp(counts[side]))
    .map((side) => `the counts of the ${side} history do not add up`);
  if (failed.length + unbalanced.length > 0)
    return { status: 'untrusted', reasons: [...failed, ...unbalanced] };
  const open = [
    ...required.flatMap((name) =>
      openQuestion(
        name,
        checks.find((check) => check.name === name),
      ),
    ),
    ...(required.length === 0 ? ['no check was asked for'] : []),
    ...(streams === 0 ? [`no ${stream} is in scope`] : []),
    ...(counts.table.read === 0 ? ['no event is in scope'] : []),
  ];
  return open.length > 0 ? { status: 'inconclusive', reasons: open } : { status: 'trusted', reasons: [] };
}

function openQuestion(name: string, check: CheckOutcome | undefined): string[] {
  if (check === undefined) return [`${name} was not run`];
  if (check.status === 'not_covered') return [`${name} is not covered: ${check.reason ?? 'no reason given'}`];
  return check.compared === 0 ? [`${name} compared nothing`] : [];
}

function addsUp({ read, applied, late, duplicate, skipped }: ReplayCounts): boolean {
  return read === applied + late + duplicate + skipped;
}

/** Returns one sentence per fault: numbers of the record that do not lead to its verdict. */
export function recordProblems<D extends FoundDifference, C extends RecordContent<D>>(
  { stream, streamsOf, changeProblems }: RecordDomain<D, C>,
  content: C,
): string[] {
  const { checks, counts, confidence_status, reconciliation } = content;
  const required = Object.keys(reconciliation);
  const { status } = verdictOf({ required, checks, counts, streams: streamsOf(content).count }, stream);
  const problems = checks
    .filter((check) => reconciliation[check.name] !== asFlag(check.status))
    .map(({ name }) => `reconciliation and checks disagree about ${name}`);
  if (checks.length !== required.length)
    problems.push('reconciliation and checks do not name the same checks');
  problems.push(...changeProblems(content));
  if (status !== confidence_status) problems.push(`it says ${confidence_status}, its checks say ${status}`);
  return problems;
}

/** pass: true, fail: false, not_covered: null, as in the source document's record. */
export function asFlag(status: CheckOutcome['status']): boolean | null {
  return status === 'not_covered' ? null : status === 'pass';
}
