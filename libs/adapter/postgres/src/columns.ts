/** Turns rows into one array per column, the shape that unnest takes. */
export function columns<R>(rows: readonly R[], ...pick: ((row: R) => unknown)[]): unknown[][] {
  return pick.map((value) => rows.map(value));
}

/** Hex as PostgreSQL writes bytea; null stays null. */
export function bytea(hex: string): string {
  return `\\x${hex}`;
}

/** Milliseconds since the epoch as a timestamptz literal that loses nothing. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
