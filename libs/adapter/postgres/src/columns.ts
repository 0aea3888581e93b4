/** Converts rows to one array per column, as unnest needs them. */
export function columns<R>(rows: readonly R[], ...pick: ((row: R) => unknown)[]): unknown[][] {
  return pick.map((value) => rows.map(value));
}

/** Converts hex to PostgreSQL's text form of bytea. */
export function bytea(hex: string): string {
  return `\\x${hex}`;
}

/** Converts milliseconds since the epoch to a timestamptz literal without loss. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
