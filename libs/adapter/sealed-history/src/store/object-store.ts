/** Immutable objects by name. Names are parts of `A-Z a-z 0-9 . _ -`, separated by `/`. */
export interface ObjectStore {
  /**
   * Stores a local file as an object, whole or not at all. Storing the same bytes under the name again has no
   * effect; other bytes are refused with ObjectDiffersError.
   */
  put(object: string, file: string): Promise<void>;
  /** Copies the object to a local file, which it creates or replaces. ObjectMissingError if there is none. */
  fetch(object: string, file: string): Promise<void>;
  /** Names that begin with the prefix, in no particular order. Objects that are not whole are not listed. */
  list(prefix: string): AsyncIterable<string>;
  /** Removes the object; nothing happens if there is none. */
  delete(object: string): Promise<void>;
}

/** There is no object of this name. */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
  constructor(
    readonly object: string,
    options?: ErrorOptions,
  ) {
    super(`there is no object ${object}`, options);
  }
}

/** The name is taken by an object with other bytes. */
export class ObjectDiffersError extends Error {
  override readonly name = 'ObjectDiffersError';
  constructor(readonly object: string) {
    super(`the object ${object} exists with other bytes`);
  }
}

const NAME = /^[\w.-]+(?:\/[\w.-]+)*$/;

/**
 * Throws RangeError for a name that an object cannot have: one that could leave the folder of a store, and
 * one that begins with a dot, which is kept for the store's own files.
 */
export function checkObjectName(object: string): void {
  const parts = object.split('/');
  if (!NAME.test(object) || object.startsWith('.') || parts.some((part) => part === '.' || part === '..'))
    throw new RangeError(`not the name of an object: ${JSON.stringify(object)}`);
}
