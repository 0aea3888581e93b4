import type { FastifyRequest } from 'fastify';

/** The result of an admission. */
export interface Admitted {
  /** Name of the credential, the same for each of its requests; null if none was sent or needed. */
  readonly credential: string | null;
  /** Checks the credential again: false once it is revoked or expired. Rejects if that is unknown. */
  readonly again: () => Promise<boolean>;
}

/** A refused credential, as it may be logged: never the credential itself. */
export interface RefusedLogin {
  readonly address: string;
  /** The public part of a seller's key; null if there is none. */
  readonly key_id: string | null;
  /** Whether it was refused because of earlier failures. */
  readonly throttled: boolean;
}

/** A call that was refused to an authenticated caller. */
export interface RefusedCall {
  readonly address: string;
  readonly credential: string;
  /** `POST /v1/...` without its parameters. */
  readonly operation: string;
}

/**
 * Decides who may call an operation, before the body is read. A service's module provides it; without it no
 * application is created.
 */
export abstract class Admission {
  /**
   * Throws the Problem that refuses the request: 401, 403, 429, or 503 if the caller cannot be determined.
   */
  abstract admit(request: FastifyRequest, rules: readonly string[]): Promise<Admitted>;

  /** Called for each refused credential. */
  onRefused: (refused: RefusedLogin) => void = () => undefined;

  /** Called for each call that is refused to an authenticated caller. */
  onForbidden: (refused: RefusedCall) => void = () => undefined;
}

/**
 * The admission of a caller without a checked credential. It does not end: `again` always resolves with true.
 */
export const ANONYMOUS: Admitted = { credential: null, again: () => Promise.resolve(true) };
