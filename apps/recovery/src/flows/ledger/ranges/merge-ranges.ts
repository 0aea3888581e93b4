import { createHash } from 'node:crypto';
import type { CheckResult, ReplayCounts } from '@stockproof/evidence';
import { offersFoundBy } from '@stockproof/verification';
import type { LedgerVerification } from '../compare-histories.js';

/** What a record needs of the verification of one range. */
export interface RangeResult {
  readonly checks: readonly CheckResult[];
  readonly counts: { readonly table: ReplayCounts; readonly cdc: ReplayCounts };
  readonly schema: { readonly versions: readonly number[]; readonly fingerprints: readonly string[] };
  readonly duplicates_skipped: number;
  readonly state_digest: string;
  /** Keys of the offers that a repair has to look at. */
  readonly wrong: readonly string[];
}

/** Keeps of a range's verification what a record needs, so that the rest can be forgotten. */
export function rangeResult(found: LedgerVerification): RangeResult {
  const { checks, counts, schema, duplicates_skipped, missing_in_cdc, refuted } = found;
  const failed = checks.filter(({ status }) => status === 'fail').flatMap(offersFoundBy);
  return {
    checks,
    counts,
    schema,
    duplicates_skipped,
    state_digest: found.stateDigest(),
    wrong: [...new Set([...failed, ...missing_in_cdc, ...refuted])],
  };
}

/**
 * Merges the results of adjacent ranges, in their order. Pure: the same ranges give the same result. Throws if a range
 * has other checks than the first, since a check that is missing somewhere would pass.
 */
export function mergeRanges(ranges: readonly RangeResult[]): RangeResult {
  const names = namesOf(ranges[0]);
  const other = ranges.find((range) => namesOf(range).join('\n') !== names.join('\n'));
  if (other !== undefined)
    throw new Error(`a range has the checks ${namesOf(other).join(', ')} instead of ${names.join(', ')}`);
  return {
    checks: names.map((name) =>
      mergeChecks(ranges.flatMap(({ checks }) => checks.filter((check) => check.name === name))),
    ),
    counts: {
      table: sumOf(ranges.map(({ counts }) => counts.table)),
      cdc: sumOf(ranges.map(({ counts }) => counts.cdc)),
    },
    schema: {
      versions: [...new Set(ranges.flatMap(({ schema }) => schema.versions))],
      fingerprints: [...new Set(ranges.flatMap(({ schema }) => schema.fingerprints))],
    },
    duplicates_skipped: ranges.reduce((sum, { duplicates_skipped: one }) => sum + one, 0),
    state_digest: digestOf(ranges.map(({ state_digest }) => state_digest)),
    wrong: ranges.flatMap(({ wrong }) => wrong),
  };
}

function namesOf(range: RangeResult | undefined): string[] {
  return range?.checks.map(({ name }) => name) ?? [];
}

/** One check over several ranges: failed if it failed in one, not covered if one of the others was not. */
function mergeChecks(parts: readonly CheckResult[]): CheckResult {
  const worst =
    parts.find(({ status }) => status === 'fail') ??
    parts.find(({ status }) => status === 'not_covered') ??
    parts[0];
  if (worst === undefined) throw new Error('a check of no range');
  return {
    ...worst,
    compared: worst.status === 'not_covered' ? 0 : parts.reduce((sum, { compared }) => sum + compared, 0),
    counterexamples: parts.flatMap(({ counterexamples }) => counterexamples),
    failures: parts.reduce((sum, { failures }) => sum + failures, 0),
  };
}

const COUNTED = ['read', 'applied', 'late', 'duplicate', 'skipped'] as const;

function sumOf(counts: readonly ReplayCounts[]): ReplayCounts {
  const sum = { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  for (const one of counts) for (const name of COUNTED) sum[name] += one[name];
  return sum;
}

/** The digest of one range is its own; that of several is SHA-256 over theirs, in order. */
function digestOf(digests: readonly string[]): string {
  const [only] = digests;
  if (only !== undefined && digests.length === 1) return only;
  const all = createHash('sha256');
  for (const one of digests) all.update(one).update('\n');
  return all.digest('hex');
}
