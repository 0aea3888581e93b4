import { Problem, wholeNumber } from '@stockproof/http';
import { TOPIC_NAME } from '@stockproof/events';
import type { LetterPlace } from './sql/find-letter.js';

/** Of a topic's partitions in Kafka. */
export const MOST_PARTITION = 2_147_483_647;
const PLACE = new RegExp(`^(${TOPIC_NAME})/(\\d{1,10})/(\\d{1,16})$`); // eslint-disable-line security/detect-non-literal-regexp -- of constants

/** In OpenAPI, as letterPlace takes it, whole and its first part. */
export const PLACE_SCHEMA = { type: 'string', pattern: PLACE.source } as const;
export const TOPIC_SCHEMA = { type: 'string', pattern: `^${TOPIC_NAME}$` } as const;

export const nameOfLetter = ({ topic, partition, offset }: LetterPlace): string =>
  `${topic}/${partition}/${offset}`;

export const unknownLetter = (place: LetterPlace): Problem =>
  new Problem(404, 'unknown_letter', `there is no dead letter ${nameOfLetter(place)}`);

/** Where a letter stood, as `topic/partition/offset`. Throws a 400. */
export function letterPlace(value: unknown, name: string): LetterPlace {
  const [, topic, partition, offset] = (typeof value === 'string' ? PLACE.exec(value) : null) ?? [];
  if (topic === undefined) throw new Problem(400, 'bad_request', `${name} must be topic/partition/offset`);
  return {
    topic,
    partition: wholeNumber(partition, `the partition of ${name}`, 0, MOST_PARTITION),
    offset: wholeNumber(offset, `the offset of ${name}`, 0, Number.MAX_SAFE_INTEGER),
  };
}
