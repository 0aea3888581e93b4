import { z } from 'zod';
import { isName, isWords, nameSchema } from './texts.js';

const WORDS_PATTERN = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]+$';

/** A name of at most so many code points; see isName. */
export const nameText = (most: number) =>
  z
    .string()
    .refine((text) => isName(text, most), `must be 1 to ${most} printable characters`)
    .meta(nameSchema(most));

/** What a person wrote, without the blanks around it, of at most so many code points; see isWords. */
export const wordsText = (most: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => isWords(text, most),
      `must be 1 to ${most} characters, none of them a control character`,
    )
    .meta({ ...nameSchema(most), pattern: WORDS_PATTERN });
