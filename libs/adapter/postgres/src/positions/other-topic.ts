/** The stored position is of another topic than the one that bears the name now: it means nothing there. */
export class OtherTopicError extends Error {
  override readonly name = 'OtherTopicError';
}

/** Throws OtherTopicError unless both are the same. A position stays where it is until somebody has looked. */
export function requireSameTopic(where: string, stored: string | null, present: string | null): void {
  if (stored === present) return;
  throw new OtherTopicError(
    `the position stored for ${where} is of the topic ${stored}, which was deleted or lost; the one there now is ${present}. ` +
      'It is not read: docs/runbooks/11-another-log.md',
  );
}
