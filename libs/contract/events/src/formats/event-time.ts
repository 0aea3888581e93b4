const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** How far an event_time may be ahead of the reader's clock, in ms. */
export const MAX_AHEAD_MS = 5 * 60_000;

/**
 * Converts RFC 3339 to milliseconds since the epoch; null if it is not valid. Calendar and clock are checked
 * (no 30 February, no second 60). Digits finer than a millisecond are cut off, never rounded up.
 */
export function parseEventTime(text: string): number | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [month, day, hour, minute, second] = [
    Number(match[2]),
    Number(match[3]),
    Number(match[4]),
    Number(match[5]),
    Number(match[6]),
  ];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, '0'));
  // Date.UTC maps a year below 100 to the 20th century; the calendar repeats after 400 years.
  const at_ms = Date.UTC(Number(match[1]) + 400, month - 1, day, hour, minute, second, ms) - YEARS_400_MS;
  const date = new Date(at_ms);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = offsetMs(match[8], Number(match[9] ?? 0), Number(match[10] ?? 0));
  return offset === null ? null : at_ms - offset;
}

const YEARS_400_MS = 146_097 * 86_400_000;

function offsetMs(sign: string | undefined, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** UTC with milliseconds, the only form in which times are published. */
export function formatUtc(ms: number): string {
  return new Date(ms).toISOString();
}
