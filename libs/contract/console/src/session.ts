import { z } from 'zod';

/** Header that carries the session's `csrf` in every request that is not a GET. */
export const CSRF_HEADER = 'x-stockproof-csrf';

/** Who is logged in in this browser. It contains no token. */
export const CONSOLE_SESSION = z.strictObject({
  /** Null if nobody is logged in. */
  person: z
    .strictObject({
      /** The person, as in records and approvals. */
      subject: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      /** The seller that the person acts for; null for an operator. */
      seller_id: z.string().nullable(),
    })
    .nullable(),
  /** Value for CSRF_HEADER; null if nobody is logged in. */
  csrf: z.string().nullable(),
  /** When the session ends whatever is done, RFC 3339; it may end earlier. */
  expires_at: z.string().meta({ format: 'date-time' }).nullable(),
  /** What this installation is, as `development`. */
  environment: z.string(),
});

export type ConsoleSession = z.infer<typeof CONSOLE_SESSION>;
