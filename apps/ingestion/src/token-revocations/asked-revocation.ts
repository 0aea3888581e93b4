import { openApiSchema, parseBody } from '@stockproof/http';
import { identifier, freeText } from '@stockproof/events';
import { z } from 'zod';

const asked = z.strictObject({
  kind: z
    .enum(['token', 'session', 'subject'])
    .describe(
      'what `id` is: `jti` of one token, `sid` of a login, or `sub` of a person, whose tokens until now count no more',
    ),
  id: identifier(255),
  reason: freeText(1_000),
});

/** What is to be revoked. A `subject` loses the tokens issued until now, not later ones. */
export type AskedRevocation = z.infer<typeof asked>;

/** The body in the OpenAPI document. */
export const REVOCATION_BODY = openApiSchema(asked);

/** Parses the body. Throws a 400 that says what is wrong with it. */
export function readRevocation(body: unknown): AskedRevocation {
  return parseBody(asked, body);
}
