import { z } from 'zod';
import { isIdentifier, isFreeText, nameSchema } from './string-formats.js';

const WORDS_PATTERN = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]+$';

/** Zod schema of an identifier of at most `max` code points; see isIdentifier. */
export const identifier = (max: number) =>
  z
    .string()
    .refine((text) => isIdentifier(text, max), `must be 1 to ${max} printable characters`)
    .meta(nameSchema(max));

/** Zod schema of a text for people of at most `max` code points, trimmed; see isFreeText. */
export const freeText = (max: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => isFreeText(text, max),
      `must be 1 to ${max} characters, none of them a control character`,
    )
    .meta({ ...nameSchema(max), pattern: WORDS_PATTERN });
