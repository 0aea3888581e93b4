import { isNativeError } from 'node:util/types';

/** The kinds of transient errors. Metrics have one series for each. */
export const TRANSIENT_ERRORS = ['connection', 'rollback', 'resources', 'shutdown', 'lock'] as const;

/**
 * `rollback`: deadlock or serialization failure. `shutdown`: the server ends, or ended the statement or session.
 */
export type TransientError = (typeof TRANSIENT_ERRORS)[number];

/** SQLSTATE classes and codes after which the same transaction may succeed. */
const BY_CLASS: ReadonlyMap<string, TransientError> = new Map([
  ['08', 'connection'],
  ['40', 'rollback'],
  ['53', 'resources'],
  ['57', 'shutdown'],
]);
const BY_CODE: ReadonlyMap<string, TransientError> = new Map([
  ['25P03', 'shutdown'],
  ['55P03', 'lock'],
  ['55006', 'lock'],
]);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const CONNECTION_MESSAGES =
  /connection terminated|connection ended|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether a statement failed because of a unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505';
}

/**
 * Whether an error is transient and not caused by the data: lost or refused connections, deadlock,
 * serialization failure, restart, exhausted resources. Such errors are retried and never quarantine an event.
 */
export function isTransientPgError(error: unknown): boolean {
  return transientError(error) !== null;
}

/** The kind of a transient error; null for every other error. */
export function transientError(error: unknown): TransientError | null {
  // Not instanceof: a socket's errors belong to the main context's Error, also if this runs in another
  // context (Jest).
  if (!isNativeError(error)) return null;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    if (SOCKET_CODES.has(code)) return 'connection';
    if (/^[0-9A-Z]{5}$/.test(code)) return BY_CODE.get(code) ?? BY_CLASS.get(code.slice(0, 2)) ?? null;
  }
  return CONNECTION_MESSAGES.test(error.message) ? 'connection' : null;
}
