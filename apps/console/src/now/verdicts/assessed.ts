import type { HopVerdict } from '@stockproof/console';

/** What is thought of a hop, and why, in sentences. */
export interface Assessed {
  readonly verdict: HopVerdict;
  readonly why: readonly string[];
}

/** Nothing is wrong. */
export const WELL: Assessed = { verdict: 'ok', why: [] };

const BY_WEIGHT: readonly HopVerdict[] = ['ok', 'unknown', 'late', 'stopped'];

/** The worst of several verdicts, with the sentences of all. */
export function worstOf(all: readonly Assessed[]): Assessed {
  const verdict = BY_WEIGHT[Math.max(0, ...all.map((one) => BY_WEIGHT.indexOf(one.verdict)))] ?? 'unknown';
  return { verdict, why: all.flatMap(({ why }) => why) };
}

/** A duration in words. */
export function inWords(seconds: number): string {
  if (seconds < 120) return numbered(Math.round(seconds), 'second');
  if (seconds < 7_200) return numbered(Math.round(seconds / 60), 'minute');
  return numbered(Math.round(seconds / 3_600), 'hour');
}

/** A number with its noun, as `1 message`. */
export function numbered(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
