/**
 * The part of a limit of all copies of the service that one copy may use; rounded up, and never less than
 * `at_least`, so that one request of the largest size is not refused for the number of copies. Pure.
 */
export function divideLimit(limit: number, copies: number, at_least: number): number {
  return Math.max(Math.ceil(limit / copies), Math.min(limit, at_least));
}
