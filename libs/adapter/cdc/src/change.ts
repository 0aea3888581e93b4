/** c insert, r snapshot read, u update, d delete, t truncate, m logical message. */
export type ChangeOperation = 'c' | 'r' | 'u' | 'd' | 't' | 'm';

/** The columns of a row in JSON: bigint as number, timestamptz as ISO text, bytea as base64. */
export type ChangeRow = Readonly<Record<string, unknown>>;

/** The content of a CDC message: a row, or why it has none. */
export type Change =
  | {
      readonly kind: 'change';
      readonly op: ChangeOperation;
      readonly after: ChangeRow | null;
      readonly before: ChangeRow | null;
      readonly fingerprint: string;
    }
  /** A null value, which follows a delete on compacted topics and has no information. */
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A schema that was seen for the first time on a topic. */
export interface SchemaSeen {
  /** Hex SHA-256 of `schema_json`. */
  readonly fingerprint: string;
  /** The schema as in the message; of a message without one, the names of the row's columns in order. */
  readonly schema_json: string;
}
