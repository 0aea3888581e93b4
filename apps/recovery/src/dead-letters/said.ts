import { principalOf } from '@stockproof/auth';
import { openApiSchema, parseBody } from '@stockproof/http';
import { freeText } from '@stockproof/events';
import { z } from 'zod';
import { actorName } from '../contracts/actor.js';

/** A reason, of at most 1,000 characters. */
export const REASON = freeText(1_000);

const reasons = z.strictObject({ reason: REASON });

/** The body in the OpenAPI document. */
export const REASON_BODY = openApiSchema(reasons);

/** Returns the reason in a body. Throws a 400 if it is blank or missing. */
export function reasonOf(body: unknown): string {
  return parseBody(reasons, body).reason;
}

/** The name of the calling operator. */
export function operatorName(request: object): string {
  return actorName(principalOf(request));
}
