import type { FastifyRequest } from 'fastify';

/** Who was let in. */
export interface Admitted {
  /** Names the credential, the same for each of its requests; null: none was shown, or none was asked for. */
  readonly credential: string | null;
  /**
   * Whether the credential still opens what it opened: false once it is revoked or over. Rejects where that
   * cannot be known now.
   */
  readonly again: () => Promise<boolean>;
}

/** A credential that was not accepted, as the log may have it: never the credential itself. */
export interface RefusedLogin {
  readonly address: string;
  /** The public part of a seller's key; null where there is none. */
  readonly key_id: string | null;
  /** Refused for the number of failures before it. */
  readonly throttled: boolean;
}

/** A caller that is known and may not call this. */
export interface RefusedCall {
  readonly address: string;
  readonly credential: string;
  /** `POST /v1/...` without its parameters. */
  readonly operation: string;
}

/**
 * Decides who may call an operation, before a byte of the body is read. A service provides it under this
 * name; without it no application is made.
 */
export abstract class Admission {
  /**
   * Throws the Problem that refuses the request: 401, 403, 429, or 503 where it cannot be known who calls.
   */
  abstract admit(request: FastifyRequest, rules: readonly string[]): Promise<Admitted>;

  /** Is called for each credential that is not accepted. */
  onRefused: (refused: RefusedLogin) => void = () => undefined;

  /** Is called for each call that is refused to a known caller. */
  onForbidden: (refused: RefusedCall) => void = () => undefined;
}

export const ANONYMOUS: Admitted = { credential: null, again: () => Promise.resolve(true) };
