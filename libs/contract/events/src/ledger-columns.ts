import type { LedgerStatus } from './inventory-update.js';

/** How PostgreSQL stores a column. In code a timestamptz is a number of milliseconds, a bytea hex. */
type LedgerColumnType = 'text' | 'bigint' | 'int' | 'smallint' | 'timestamptz' | 'bytea';

/** A column of `inventory_transaction`, and the field of a row in code that its value is taken from. */
export interface LedgerColumn {
  readonly name: string;
  readonly type: LedgerColumnType;
  readonly nullable: boolean;
  readonly field: string;
}

const column = <const Name extends string, const Type extends LedgerColumnType>(name: Name, type: Type) =>
  ({ name, type, nullable: false, field: name }) as const;
const nullable = <const Name extends string, const Type extends LedgerColumnType>(name: Name, type: Type) =>
  ({ name, type, nullable: true, field: name }) as const;
const instant = <const Name extends string>(name: Name) =>
  ({ name, type: 'timestamptz', nullable: false, field: `${name}_ms` as const }) as const;

/** Names the format of a digest's content: its first field. */
export const LEDGER_FORMAT = 'stockproof.ledger.v1';

/**
 * The columns that a row's digest covers, in the order of the digest. A row that is stored keeps its digest for
 * ever, so this list never changes: another content is another format, beside this one.
 */
export const CONTENT_COLUMNS = [
  column('seller_id', 'text'),
  column('sku', 'text'),
  column('version', 'bigint'),
  column('event_id', 'text'),
  column('operation', 'text'),
  column('status', 'text'),
  column('quantity', 'bigint'),
  column('requested_quantity', 'bigint'),
  column('delta_quantity', 'bigint'),
  nullable('from_bucket', 'text'),
  nullable('from_location', 'text'),
  nullable('to_bucket', 'text'),
  nullable('to_location', 'text'),
  instant('event_time'),
  instant('accepted_at'),
  column('schema_version', 'smallint'),
  column('request_hash', 'bytea'),
  nullable('reason', 'text'),
  nullable('reference', 'text'),
  nullable('correlation_id', 'text'),
  nullable('causation_id', 'text'),
  column('source_topic', 'text'),
  column('source_partition', 'int'),
  column('source_offset', 'bigint'),
] as const;

/**
 * Every column of `inventory_transaction`: the insert, COPY, the CDC history, the queries and the types of a row
 * are made of this list. A new column is one migration and one line here. Second opinions have lists of their own
 * on purpose: the digest in SQL (libs/verification), the model of the simulation, and `stockproof evidence`.
 */
export const LEDGER_COLUMNS = [
  ...CONTENT_COLUMNS,
  nullable('traceparent', 'text'),
  column('previous_digest', 'bytea'),
  column('chain_digest', 'bytea'),
] as const;

/** The name of a column of `inventory_transaction`. */
export type LedgerColumnName = (typeof LEDGER_COLUMNS)[number]['name'];

type OrNull<Column extends LedgerColumn, Value> = Column['nullable'] extends true ? Value | null : Value;

interface InCode {
  readonly text: string;
  readonly bigint: number;
  readonly int: number;
  readonly smallint: number;
  readonly timestamptz: number;
  readonly bytea: string;
}

interface FromDriver extends Omit<InCode, 'timestamptz' | 'bytea'> {
  readonly timestamptz: Date;
  readonly bytea: Buffer;
}

type Fields<Column extends LedgerColumn> = {
  readonly [One in Column as One['field']]: OrNull<One, InCode[One['type']]>;
};

type ByName<Column extends LedgerColumn> = {
  readonly [One in Column as One['name']]: OrNull<One, FromDriver[One['type']]>;
};

/** A row as the digest covers it; times in milliseconds since 1970, hashes as hex. */
export interface LedgerRow extends Fields<(typeof CONTENT_COLUMNS)[number]> {
  readonly status: LedgerStatus;
}

/** A row to append: with its position in the offer's chain (hex) and the trace that it belongs to. */
export interface AppendedRow extends LedgerRow, Fields<(typeof LEDGER_COLUMNS)[number]> {
  readonly status: LedgerStatus;
}

/** A stored row by the names of its columns, as the PostgreSQL driver returns it. */
export type StoredLedgerRow = ByName<(typeof LEDGER_COLUMNS)[number]>;
