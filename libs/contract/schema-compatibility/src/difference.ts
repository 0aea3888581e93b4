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

/** A rule was added or made stricter: readers of the new schema may refuse old messages. */
export const TIGHTER = { backward: true, forward: false } as const;
/** A rule was removed or relaxed: readers of the old schema may refuse new messages. */
export const LOOSER = { backward: false, forward: true } as const;
/** Neither schema is known to allow all that the other allows: both directions break. */
export const OTHER = { backward: true, forward: true } as const;
