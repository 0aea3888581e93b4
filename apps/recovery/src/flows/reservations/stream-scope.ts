/** The streams to replay: all, or those named. */
export type StreamScope = 'all' | ReadonlySet<string>;

const PREFIX = 'reservation-';

/** The name of a reservation's stream. */
export function streamOf(reservation_id: string): string {
  return `${PREFIX}${reservation_id}`;
}

/** The reservation id of a stream; null if it is not a reservation's. */
export function reservationOf(stream: string): string | null {
  return stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : null;
}

/**
 * A SQL condition on a column with stream names, and the value of its parameter `$at`; for all streams it has
 * no parameter.
 */
export function streamCondition(
  scope: StreamScope,
  column: string,
  at = 1,
): { readonly condition: string; readonly values: readonly string[][] } {
  return scope === 'all'
    ? { condition: 'true', values: [] }
    : { condition: `${column} = ANY ($${at}::text[])`, values: [[...scope]] };
}
