/** Thrown if a stored offset belongs to another topic than the present one of that name. */
export class OtherTopicError extends Error {
  override readonly name = 'OtherTopicError';
}

/**
 * Throws OtherTopicError unless both topic ids are equal. The stored offset does not change; an operator must
 * decide.
 */
export function requireSameTopic(where: string, stored: string | null, present: string | null): void {
  if (stored === present) return;
  throw new OtherTopicError(
    `the position stored for ${where} is of the topic ${stored}, which was deleted or lost; the one there now is ${present}. ` +
      'It is not read: docs/runbooks/11-another-log.md',
  );
}
