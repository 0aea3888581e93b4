/** Of a name, as a JSON Schema of OpenAPI 3.0 can say it: half a surrogate pair is refused besides. */
export const NAME_PATTERN = '^[^\\u0000-\\u001f\\u007f-\\u009f]+$';

const NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const WORDS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])+$/u;

/** A name: 1 to `most` code points, no control character, no half of a surrogate pair. Not normalised. */
export function isName(value: unknown, most: number): value is string {
  return isTextOf(NAME, value, most);
}

/** What a person wrote: as a name, and with tabs and ends of lines. */
export function isWords(value: unknown, most: number): value is string {
  return isTextOf(WORDS, value, most);
}

function isTextOf(pattern: RegExp, value: unknown, most: number): value is string {
  return typeof value === 'string' && pattern.test(value) && [...value].length <= most;
}
