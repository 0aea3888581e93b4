/**
 * The stream is not where it was expected: nothing of the append is committed. Load it again and decide
 * again.
 */
export class ConcurrencyError extends Error {
  override readonly name = 'ConcurrencyError';

  constructor(
    readonly stream: string,
    readonly expected: ExpectedVersion,
    options?: ErrorOptions,
  ) {
    super(`${stream} is not at version ${expected}`, options);
  }
}

/**
 * The history of a stream is incomplete or contradicts its rules; the message says where. Trying again does
 * not help.
 */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';

  constructor(
    readonly stream: string,
    /** What is wrong, without the stream's name. */
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`the history of ${stream} is broken: ${fault}`, options);
  }
}

/**
 * Some of the message ids are in the stream and some do not: the batch is not the one that was appended
 * before.
 */
export class MessageReusedError extends Error {
  override readonly name = 'MessageReusedError';
}

/** A number: exactly there. none: the stream must not exist. any: wherever it is. */
export type ExpectedVersion = number | 'none' | 'any';
