/**
 * Thrown if the stream is not at the expected version. Nothing of the append is committed; load and decide
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
 * Thrown if the history of a stream is incomplete or contradicts its rules; the message says where. A retry
 * does not help.
 */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';

  constructor(
    readonly stream: string,
    /** The fault, without the stream's name. */
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`the history of ${stream} is broken: ${fault}`, options);
  }
}

/**
 * Thrown if only some of the message ids are in the stream, so the batch is not the one that was appended
 * before.
 */
export class MessageReusedError extends Error {
  override readonly name = 'MessageReusedError';
}

/** A number: exactly this version. none: the stream must not exist. any: any version. */
export type ExpectedVersion = number | 'none' | 'any';
