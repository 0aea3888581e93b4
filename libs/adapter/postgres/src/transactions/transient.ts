import { isNativeError } from 'node:util/types';

/** SQLSTATE classes and codes after which the same transaction may succeed. */
const TRANSIENT_CLASSES = ['08', '40', '53', '57'];
const TRANSIENT_CODES = new Set(['25P03', '55P03', '55006']);
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
  // Not instanceof: a socket's errors belong to the main context's Error, also if this runs in another
  // context (Jest).
  if (!isNativeError(error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    if (SOCKET_CODES.has(code) || TRANSIENT_CODES.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return TRANSIENT_CLASSES.includes(code.slice(0, 2));
  }
  return CONNECTION_MESSAGES.test(error.message);
}
