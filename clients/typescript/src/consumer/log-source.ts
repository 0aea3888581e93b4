import type { TopicRecord } from './availability-record.js';
import type { PresentLog } from './rebuild-reason.js';

/** A partition, and where to read on in it. */
export interface ReadPlace {
  readonly partition: number;
  readonly next_offset: number;
}

/** What one fetch got of a partition. */
export interface FetchedLog {
  readonly partition: number;
  readonly records: readonly TopicRecord[];
  readonly next_offset: number;
  /** Committed end of the log when it was fetched. */
  readonly end: number;
}

/** A topic of Kafka, read in no group. Methods reject if the broker cannot be reached or refuses the login. */
export interface LogSource {
  /** All partitions, in order. */
  readonly present: () => Promise<readonly PresentLog[]>;
  /**
   * Waits a moment for records after these places, and hands over what each broker sends as it comes. Rejects with
   * OffsetsOutOfRangeError if a place is not in its log any more.
   */
  readonly fetch: (
    topic_id: string,
    places: readonly ReadPlace[],
    take: (fetched: readonly FetchedLog[]) => void,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A place is outside of its log, or the log is another one. */
export class OffsetsOutOfRangeError extends Error {}
