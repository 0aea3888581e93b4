/** A whole number with thin groups: 12 345. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US').replaceAll(',', '\u2009');
}

/** A count with its word: `1 offer`, `3 offers`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

/** A rate: more digits the slower. */
export function rate(per_second: number): string {
  return per_second >= 100 ? grouped(per_second) : per_second.toFixed(per_second >= 10 ? 1 : 2);
}

/** Seconds for people: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole < 86_400) return joined(Math.floor(whole / 3_600), 'h', Math.floor((whole % 3_600) / 60), 'min');
  return joined(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3_600), 'h');
}

function joined(big: number, unit: string, small: number, small_unit: string): string {
  return small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${small_unit}`;
}

/** Bytes in powers of 1024. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [rest, unit] = [value, 0];
  while (Math.abs(rest) >= 1_024 && unit < units.length - 1) [rest, unit] = [rest / 1_024, unit + 1];
  return `${unit === 0 ? rest : rest.toFixed(rest < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** An instant in UTC, to the second: `2026-06-19 18:23:11Z`. Text that is no instant stays as it is. */
export function utc(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? instant : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** `3 min ago`, `in 2 h`, or `now`. */
export function age(instant: string, now_ms: number): string {
  const seconds = (now_ms - Date.parse(instant)) / 1_000;
  if (Number.isNaN(seconds)) return '';
  if (Math.abs(seconds) < 1) return 'now';
  return seconds < 0 ? `in ${coarse(-seconds)}` : `${coarse(seconds)} ago`;
}

/** One unit is enough for an age. */
function coarse(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The first and last characters of a digest. */
export function shortDigest(digest: string): string {
  return digest.length <= 16 ? digest : `${digest.slice(0, 8)}…${digest.slice(-4)}`;
}
