import { z } from 'zod';
import { isDotSegment, isIdentifier, isFreeText, nameSchema } from './string-formats.js';
import { unclearName } from './unclear-name.js';

const WORDS_PATTERN = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]+$';

/** Zod schema of an identifier of at most `max` code points; see isIdentifier. */
export const identifier = (max: number) => {
  const message = `must be 1 to ${max} printable characters`;
  return z
    .string(message)
    .refine((text) => isIdentifier(text, max), message)
    .meta(nameSchema(max));
};

/**
 * Zod schema of an identifier that is given for the first time: one that can be asked for in an address and
 * that its reader can tell from another. See isDotSegment and unclearName.
 */
export const newIdentifier = (max: number) =>
  identifier(max)
    .refine((name) => !isDotSegment(name), 'cannot be . or ..: clients take it out of an address')
    .superRefine((name, context) => {
      const unclear = unclearName(name);
      if (unclear !== null) context.addIssue({ code: 'custom', message: unclear });
    });

/** Zod schema of a text for people of at most `max` code points, trimmed; see isFreeText. */
export const freeText = (max: number) => {
  const message = `must be 1 to ${max} characters, none of them a control character`;
  return z
    .string(message)
    .trim()
    .refine((text) => isFreeText(text, max), message)
    .meta({ ...nameSchema(max), pattern: WORDS_PATTERN });
};
