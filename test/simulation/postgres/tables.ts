import { uniqueViolation } from './sql-error.js';

export type Row = Readonly<Record<string, unknown>>;

/** Committed rows of each table, by key. */
export class Tables {
  private readonly byName = new Map<string, Map<string, Row>>();

  table(name: string): Map<string, Row> {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const made = new Map<string, Row>();
    this.byName.set(name, made);
    return made;
  }

  /** A copy of the current rows; later commits do not change it. */
  copy(): Tables {
    const copied = new Tables();
    for (const [name, rows] of this.byName) copied.byName.set(name, new Map(rows));
    return copied;
  }
}

/** A transaction's change of a row, as logical decoding reports it. */
export interface RowChange {
  readonly table: string;
  readonly op: 'c' | 'u' | 'd';
  readonly row: Row;
}

/** Joins the parts of a key with a character that no id can contain. */
export function keyOf(...parts: readonly unknown[]): string {
  let key = String(parts[0]);
  for (let part = 1; part < parts.length; part += 1) key += `\u001f${String(parts[part])}`;
  return key;
}

/**
 * Reads see committed rows and the transaction's own; its writes are invisible to others before the commit.
 */
export class Transaction {
  readonly log: RowChange[] = [];
  private readonly written = new Map<string, Map<string, Row | null>>();

  constructor(
    private readonly tables: Tables,
    readonly number: number,
  ) {}

  get(table: string, key: string): Row | undefined {
    const own = this.written.get(table)?.get(key);
    return own === undefined ? this.tables.table(table).get(key) : (own ?? undefined);
  }

  rows(table: string): Row[] {
    const committed = this.tables.table(table);
    const own = this.written.get(table);
    if (own === undefined) return [...committed.values()];
    const kept = [...committed].filter(([key]) => !own.has(key)).map(([, row]) => row);
    return [...kept, ...[...own.values()].filter((row) => row !== null)];
  }

  insert(table: string, key: string, row: Row): void {
    if (this.get(table, key) !== undefined) throw uniqueViolation(`${table} ${key}`);
    this.set(table, key, row);
    this.log.push({ table, op: 'c', row });
  }

  put(table: string, key: string, row: Row): void {
    const op = this.get(table, key) === undefined ? 'c' : 'u';
    this.set(table, key, row);
    this.log.push({ table, op, row });
  }

  remove(table: string, key: string): void {
    const row = this.get(table, key);
    if (row === undefined) return;
    this.set(table, key, null);
    this.log.push({ table, op: 'd', row });
  }

  commit(): void {
    for (const [name, rows] of this.written) {
      const table = this.tables.table(name);
      for (const [key, row] of rows) {
        if (row === null) table.delete(key);
        else table.set(key, row);
      }
    }
  }

  private set(table: string, key: string, row: Row | null): void {
    const rows = this.written.get(table) ?? new Map<string, Row | null>();
    this.written.set(table, rows);
    rows.set(key, row);
  }
}
