import { principalOf } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { freeText } from '@stockproof/events';
import { z } from 'zod';
import { actorName } from '../requests/actor.js';

/** Most characters of a reason. */
export const LONGEST_REASON = 1_000;

const reasons = z.object({ reason: freeText(LONGEST_REASON) });

/**
 * Returns the reason in a body that was already checked with the OpenAPI document. Throws a 400 if it is
 * blank.
 */
export function reasonOf(body: unknown): string {
  const parsed = reasons.safeParse(body);
  if (parsed.success) return parsed.data.reason;
  const [issue] = parsed.error.issues;
  throw new Problem(
    400,
    'bad_request',
    `${issue?.path.map(String).join('.') || 'the body'}: ${issue?.message ?? 'is wrong'}`,
  );
}

/** The name of the calling operator. */
export function operatorName(request: object): string {
  return actorName(principalOf(request));
}
