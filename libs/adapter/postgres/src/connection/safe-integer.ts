/** Thrown for a bigint beyond 2^53-1. Our code never writes one. */
export class UnsafeIntegerError extends RangeError {
  override readonly name = 'UnsafeIntegerError';
}

/** Converts PostgreSQL's text of a bigint to a number. Throws UnsafeIntegerError instead of rounding. */
export function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UnsafeIntegerError(`${text} is not a safe integer`);
  return value;
}
