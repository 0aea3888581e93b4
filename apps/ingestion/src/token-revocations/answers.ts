import { part } from '@stockproof/http';
import { z } from 'zod';

const { instant, text } = part;

/** A revocation. `id` is a `jti`, a `sid` or a `sub`, as `kind` says. */
export const REVOCATION = z.strictObject({
  revocation_id: text,
  kind: z.enum(['token', 'session', 'subject']),
  id: text,
  reason: text,
  revoked_at: instant,
  revoked_by: text,
});

/** The revocations that can still match a token, the oldest first; all in one answer. */
export const REVOCATIONS = z.strictObject({ revocations: z.array(REVOCATION) });
