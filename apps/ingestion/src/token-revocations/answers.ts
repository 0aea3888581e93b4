import { part } from '@stockproof/http';
import { z } from 'zod';

const { instant, text } = part;

export const REVOCATION = z.strictObject({
  revocation_id: text,
  kind: z.enum(['token', 'session', 'subject']),
  id: text,
  reason: text,
  revoked_at: instant,
  revoked_by: text,
});

export const REVOCATIONS = z.strictObject({ revocations: z.array(REVOCATION) });
