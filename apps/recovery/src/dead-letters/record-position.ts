import { Problem, wholeNumber } from '@stockproof/http';
import { TOPIC_NAME } from '@stockproof/events';

/** The record position of a quarantined message. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Kafka's largest partition number. */
export const MAX_PARTITION = 2_147_483_647;
const PLACE = new RegExp(`^(${TOPIC_NAME})/(\\d{1,10})/(\\d{1,16})$`); // eslint-disable-line security/detect-non-literal-regexp -- of constants

/** OpenAPI schema of a record position, and of its topic. */
export const PLACE_SCHEMA = { type: 'string', pattern: PLACE.source } as const;
/** For paths that have topic, partition and offset as separate parameters. */
export const TOPIC_SCHEMA = { type: 'string', pattern: `^${TOPIC_NAME}$` } as const;

/**
 * `topic/partition/offset`, as in the header `redriven_from` and in signed records, so the form must not
 * change. `parseRecordPosition` reads it.
 */
export const recordPositionKey = ({ topic, partition, offset }: RecordPosition): string =>
  `${topic}/${partition}/${offset}`;

/** The 404 for a record position that has no row in the quarantine, open or closed. */
export const unknownDeadLetter = (position: RecordPosition): Problem =>
  new Problem(404, 'unknown_dead_letter', `there is no dead letter ${recordPositionKey(position)}`);

/** Parses a record position, `topic/partition/offset`. Throws a 400. */
export function parseRecordPosition(value: unknown, name: string): RecordPosition {
  const [, topic, partition, offset] = (typeof value === 'string' ? PLACE.exec(value) : null) ?? [];
  if (topic === undefined) throw new Problem(400, 'bad_request', `${name} must be topic/partition/offset`);
  return {
    topic,
    partition: wholeNumber(partition, `the partition of ${name}`, 0, MAX_PARTITION),
    offset: wholeNumber(offset, `the offset of ${name}`, 0, Number.MAX_SAFE_INTEGER),
  };
}
