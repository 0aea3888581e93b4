/**
 * Why sealed history cannot be relied on. `missing`: an object is not in the store. `changed`: its bytes are
 * not the ones that were sealed. `hole`: segments or ranges do not follow each other. `forged`: a manifest is
 * not the one that was signed, not signed by a key of its time, or not of this log. `unreadable`: it has no
 * form that this version reads.
 */
export type SealedHistoryFault = 'missing' | 'changed' | 'hole' | 'forged' | 'unreadable';

/** Sealed history cannot be relied on. The message names the object or the range; `object`: the one that is missing or changed. */
export class SealedHistoryError extends Error {
  override readonly name = 'SealedHistoryError';
  readonly object: string | null;

  constructor(
    readonly reason: SealedHistoryFault,
    message: string,
    { object, ...options }: ErrorOptions & { readonly object?: string } = {},
  ) {
    super(message, options);
    this.object = object ?? null;
  }
}
