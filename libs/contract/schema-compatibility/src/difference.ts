/** One difference of two schemas, and which way it breaks. */
export interface Difference {
  /** Where, as people write it: `lines[].quantity`; empty for the message itself. */
  readonly path: string;
  /** A sentence. */
  readonly what: string;
  /** Old messages may be refused, or misread, by a reader of the new schema. */
  readonly backward: boolean;
  /** New messages may be refused, or misread, by a reader of the old schema. */
  readonly forward: boolean;
  /** Forward only for readers that refuse members they do not know. */
  readonly strict_only?: true;
}

export type Schema = Readonly<Record<string, unknown>>;

export const TIGHTER = { backward: true, forward: false } as const;
export const LOOSER = { backward: false, forward: true } as const;
export const OTHER = { backward: true, forward: true } as const;
