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
