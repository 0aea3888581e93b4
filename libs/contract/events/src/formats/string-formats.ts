/** Pattern of an identifier in OpenAPI 3.0, which cannot express that unpaired surrogates are refused too. */
export const NAME_PATTERN = '^[^\\u0000-\\u001f\\u007f-\\u009f]+$';

/** JSON Schema of an identifier of at most `max` code points; see isIdentifier. */
export const nameSchema = (max: number) =>
  ({ type: 'string', minLength: 1, maxLength: max, pattern: NAME_PATTERN }) as const;

/** Pattern of a Kafka topic name, without anchors. */
export const TOPIC_NAME = '[a-zA-Z0-9._-]{1,249}';

const NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const WORDS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])+$/u;

/**
 * Whether the value is an identifier: 1 to `max` code points, no control character, no unpaired surrogate.
 * Not normalised.
 */
export function isIdentifier(value: unknown, max: number): value is string {
  return isTextOf(NAME, value, max);
}

/**
 * Whether a name is a dot segment (RFC 3986, 5.2.4). Clients remove these from an address before they send
 * it, also as `%2e`, so an object with such a name could never be queried.
 */
export function isDotSegment(name: string): boolean {
  return name === '.' || name === '..';
}

/** Whether the value is a text for people: like an identifier, but tabs and line breaks are allowed. */
export function isFreeText(value: unknown, max: number): value is string {
  return isTextOf(WORDS, value, max);
}

function isTextOf(pattern: RegExp, value: unknown, max: number): value is string {
  return typeof value === 'string' && pattern.test(value) && [...value].length <= max;
}

/**
 * JSON Schema of a correlation id in a header: 1 to 128 visible ASCII characters. It is for OpenAPI, which
 * has no `u` flag.
 */
export const CORRELATION_ID = { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' } as const;
const IS_CORRELATION_ID = new RegExp(CORRELATION_ID.pattern); // eslint-disable-line security/detect-non-literal-regexp -- of constants

/** Whether the value is a correlation id: 1 to 128 visible ASCII characters. */
export function isCorrelationId(text: string): boolean {
  return IS_CORRELATION_ID.test(text);
}
