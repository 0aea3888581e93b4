/** Error types of the broker about a batch or a record, and of the client about a request. */
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** Whether something was refused for its size: unsplit, it is refused again. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { type, cause } = error as { type?: unknown; cause?: unknown };
  return (typeof type === 'string' && TOO_LARGE.has(type)) || isTooLarge(cause);
}
