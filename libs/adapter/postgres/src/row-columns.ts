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

/** One column of rows that are sent as arrays: its name, its SQL type, and its value in a row. */
export interface RowColumn<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
}

/** The names of columns as a list in SQL. */
export function columnNames(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/**
 * `unnest($n::type[], ...) AS alias (name, ...)` for each list of columns, with parameters that are numbered on
 * from `first` over all lists. The values are those of `arraysOf`, in the same order.
 */
export function unnestEach<const Alias extends string>(
  first: number,
  lists: Readonly<Record<Alias, readonly { readonly name: string; readonly type: string }[]>>,
): Record<Alias, string> {
  let next = first;
  const entries = Object.entries<readonly { readonly name: string; readonly type: string }[]>(lists).map(
    ([alias, columns]) => {
      const parameters = columns.map(({ type }) => `$${next++}::${type}[]`);
      return [alias, `unnest(${parameters.join(', ')}) AS ${alias} (${columnNames(columns)})`];
    },
  );
  return Object.fromEntries(entries) as Record<Alias, string>;
}

/** One array per column. Times are taken in milliseconds, bytes as hex; null stays null. */
export function arraysOf<Row>(columns: readonly RowColumn<Row>[], rows: readonly Row[]): unknown[][] {
  return columns.map(({ type, of }) => {
    const literal = LITERALS[type];
    return rows.map(literal === undefined ? of : (row) => orNull(of(row), literal));
  });
}

const LITERALS: Readonly<Record<string, (value: unknown) => string>> = {
  timestamptz: (ms) => timestamp(ms as number),
  bytea: (hex) => bytea(hex as string),
};

function orNull(value: unknown, literal: (value: unknown) => string): string | null {
  return value === null ? null : literal(value);
}
