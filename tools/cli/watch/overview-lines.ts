import type { Found, Hop, OpenRun, Overview } from './read-overview.js';

const BAR = 20;

/** The overview as lines for a terminal of this width; what is not known says why. */
export function overviewLines(overview: Overview, columns = 80): string[] {
  const { at, parts, hops, view, confidence, runs, approvals, dead_letters } = overview;
  return [
    `stockproof, ${at}`,
    '',
    ...section('parts', parts, (all) => {
      const bad = all.filter(({ state }) => state !== 'ok');
      const well = `${all.length - bad.length} of ${all.length} ok`;
      return [well, ...bad.map(({ name, state, detail }) => `  ${name}: ${state}, ${detail}`)];
    }),
    ...section('hops', hops, (all) => ['', ...all.map(hopLine)]),
    ...section('view', view, (one) => ['', hopLine(one)]),
    ...section('confidence', confidence, ({ offers, trusted, untrusted, unverified, suspect }) => [
      `${trusted} of ${offers} offers trusted, ${untrusted} untrusted, ${unverified} unverified, ${suspect} suspect`,
    ]),
    ...section('runs', runs, (all) => [all.length === 0 ? 'none' : '', ...all.map(runLine)]),
    ...section('approvals', approvals, (ids) => [
      ids.length === 0 ? 'none wait' : `${ids.length} wait: ${ids.join(', ')}`,
    ]),
    ...section('dead letters', dead_letters, ({ open, overdue, by_reason }) => [
      `${open} open, ${overdue} overdue`,
      ...by_reason.map(({ reason, messages }) => `  ${String(messages).padStart(6)} ${reason}`),
    ]),
  ].map((line) => line.slice(0, columns - 1));
}

/** A heading with its first line behind it; empty headings have their lines below. */
function section<T>(heading: string, found: Found<T>, lines: (value: T) => string[]): string[] {
  const [first = '', ...rest] = 'value' in found ? lines(found.value) : [`unknown: ${found.unknown}`];
  return [`${heading.padEnd(14)}${first}`.trimEnd(), ...rest];
}

function hopLine({ hop, state, lag_seconds, detail }: Hop): string {
  const lag = lag_seconds === null ? 'nothing yet' : `${lag_seconds.toFixed(1)} s`;
  return `  ${hop.padEnd(32)} ${state.padEnd(10)} ${lag.padStart(11)}  ${detail}`;
}

function runLine({ recovery_id, flow, mode, status, share, events_per_second }: OpenRun): string {
  const filled = Math.round((share ?? 0) * BAR);
  const bar =
    share === null
      ? ''
      : ` [${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %, ${events_per_second ?? 0}/s`;
  return `  ${recovery_id} ${mode} of ${flow}, ${status}${bar}`;
}

/** Whether something must be looked at: exit code 1 of `watch --once`, as of `status`. */
export function needsAttention({ parts, hops, view }: Overview): boolean {
  return (
    'unknown' in parts ||
    'unknown' in hops ||
    'unknown' in view ||
    parts.value.some(({ state }) => state !== 'ok') ||
    hops.value.some(({ state }) => state !== 'healthy' && state !== 'degraded') ||
    view.value.state !== 'current'
  );
}
