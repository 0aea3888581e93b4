/** The streams to be replayed: all, or those named. */
export type StreamScope = 'all' | ReadonlySet<string>;

const PREFIX = 'reservation-';

export function streamOf(reservation_id: string): string {
  return `${PREFIX}${reservation_id}`;
}

/** Null for a stream that is no reservation's. */
export function reservationOf(stream: string): string | null {
  return stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : null;
}

/** A condition on a column that names streams, with the value of its parameter `$at`; of all streams it has none. */
export function streamCondition(
  scope: StreamScope,
  column: string,
  at = 1,
): { readonly condition: string; readonly values: readonly string[][] } {
  return scope === 'all'
    ? { condition: 'true', values: [] }
    : { condition: `${column} = ANY ($${at}::text[])`, values: [[...scope]] };
}
