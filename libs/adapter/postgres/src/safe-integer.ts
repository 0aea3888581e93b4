/** A bigint from the database lies beyond 2^53-1. Nothing of ours writes one: the row came from elsewhere. */
export class UnsafeIntegerError extends RangeError {
  override readonly name = 'UnsafeIntegerError';
}

/** PostgreSQL's text of a bigint as a number; throws UnsafeIntegerError rather than round. */
export function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UnsafeIntegerError(`${text} is not a safe integer`);
  return value;
}

/** For TypeORM's bigint columns, which arrive as strings otherwise. */
export const safeIntegerColumn = {
  to: (value: number | null | undefined) => value,
  from: (text: string | number | null) => (typeof text === 'string' ? parseSafeInteger(text) : text),
};
