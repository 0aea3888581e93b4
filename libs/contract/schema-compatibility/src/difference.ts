/** One difference of two schemas, and the directions that it breaks. */
export interface Difference {
  /** Path for people: `lines[].quantity`; empty for the message itself. */
  readonly path: string;
  /** A sentence. */
  readonly what: string;
  /** A reader of the new schema may refuse or misread old messages. */
  readonly backward: boolean;
  /** A reader of the old schema may refuse or misread new messages. */
  readonly forward: boolean;
  /** Breaks forward only for readers that refuse unknown members. */
  readonly strict_only?: true;
}

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const TIGHTER = { backward: true, forward: false } as const;
export const LOOSER = { backward: false, forward: true } as const;
export const OTHER = { backward: true, forward: true } as const;
