import type { Report, ReportedResult } from './worker.js';

const MAX_SHOWN = 5;
const TRACE_LINES = 40;

/**
 * A seed that violated an invariant: which one, in the smallest world found, the faults in it, and how to run
 * it again.
 */
export function failureText({ result, smallest }: Report): string {
  const shown = smallest ?? result;
  const { seed, events, faults } = shown.options;
  return [
    `seed ${seed}: ${result.violations.length} violations`,
    ...shown.violations.slice(0, MAX_SHOWN).map(({ invariant, what }) => `  ${invariant}: ${what}`),
    `  shrunk from ${result.options.events} events and ${result.options.faults.size} faults to ${events} and ${faults.size}; what was done:`,
    ...shown.said.slice(-TRACE_LINES).map((line) => `    ${line}`),
    `  again: npm run simulate -- --from ${seed} --seeds 1 --events ${events} --faults=${[...faults].join(',')}`,
  ].join('\n');
}

/** The last line: what was run, and whether every invariant held. */
export function summaryText(results: readonly ReportedResult[], elapsed_s: number): string {
  const sum = (of: (one: ReportedResult) => number): number => results.reduce((all, one) => all + of(one), 0);
  const failed = results.filter(({ violations }) => violations.length > 0);
  const events = sum(({ options }) => options.events);
  return [
    `${results.length} seeds, ${events} events, ${sum(({ rows }) => rows)} ledger rows, ${Math.round(sum(({ virtual_s }) => virtual_s))} s of virtual time,`,
    `${sum(({ crashes }) => crashes)} owners fenced, in ${elapsed_s.toFixed(1)} s (${Math.round(results.length / elapsed_s)} seeds/s)`,
    failed.length === 0
      ? 'every invariant held'
      : `BROKEN by ${failed.length} seeds: ${failed.map(({ options }) => options.seed).join(', ')}`,
  ].join('\n');
}
