/** Of a name, as a JSON Schema of OpenAPI 3.0 can say it: half a surrogate pair is refused besides. */
export const NAME_PATTERN = '^[^\\u0000-\\u001f\\u007f-\\u009f]+$';

/** A name of at most so many code points, as JSON Schema and OpenAPI have it; see isIdentifier. */
export const nameSchema = (max: number) =>
  ({ type: 'string', minLength: 1, maxLength: max, pattern: NAME_PATTERN }) as const;

/** What Kafka takes for the name of a topic: a part of a pattern. */
export const TOPIC_NAME = '[a-zA-Z0-9._-]{1,249}';

const NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const WORDS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])+$/u;

/** A name: 1 to `max` code points, no control character, no half of a surrogate pair. Not normalised. */
export function isIdentifier(value: unknown, max: number): value is string {
  return isTextOf(NAME, value, max);
}

/**
 * Whether clients would take a name for a step in an address (RFC 3986, 5.2.4) and remove it before they ask:
 * what has such a name cannot be asked for. Percent signs do not help; `%2e` is a dot to them.
 */
export function isDotSegment(name: string): boolean {
  return name === '.' || name === '..';
}

/** What a person wrote: as a name, and with tabs and ends of lines. */
export function isFreeText(value: unknown, max: number): value is string {
  return isTextOf(WORDS, value, max);
}

function isTextOf(pattern: RegExp, value: unknown, max: number): value is string {
  return typeof value === 'string' && pattern.test(value) && [...value].length <= max;
}

/**
 * The id of what belongs together, as a header carries it: visible ASCII, at most 128 characters. For
 * OpenAPI, which takes no `u` flag.
 */
export const CORRELATION_ID = { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' } as const;
const IS_CORRELATION_ID = new RegExp(CORRELATION_ID.pattern); // eslint-disable-line security/detect-non-literal-regexp -- of constants

export function isCorrelationId(text: string): boolean {
  return IS_CORRELATION_ID.test(text);
}
