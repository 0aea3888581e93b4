const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const RANGE = /\[(\d+)([smhd])\]/g;
const WAITS = /\b(for: |offset |interval: )(\d+)([smhd])/g;
const AHEAD = /, 14400\)/g;
/** A range must hold several scrapes, which are a second apart. */
const MIN_RANGE_S = 4;

/** Rules whose windows and waits are `factor` times shorter, for a test that breaks something; limits of values stay. */
export function shortRules(text: string, factor: number): string {
  const shorter = (count: string, unit: string, least: number): string =>
    `${Math.max(least, Math.round((Number(count) * (SECONDS[unit] ?? 1)) / factor))}s`;
  return text
    .replace(RANGE, (_all, count: string, unit: string) => `[${shorter(count, unit, MIN_RANGE_S)}]`)
    .replace(WAITS, (_all, what: string, count: string, unit: string) => what + shorter(count, unit, 1))
    .replace(AHEAD, `, ${14_400 / factor})`);
}
