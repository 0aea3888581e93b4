import { principalOf } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { freeText } from '@stockproof/events';
import { z } from 'zod';
import { actorName } from '../requests/actor.js';

/** Characters of a reason. */
export const LONGEST_REASON = 1_000;

const reasons = z.object({ reason: freeText(LONGEST_REASON) });

/** Why it is done, from a body that was checked against its document. Throws a 400 for a reason of blanks. */
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

/** The person who calls. */
export function operatorName(request: object): string {
  return actorName(principalOf(request));
}
