import { part } from '@stockproof/http';
import { z } from 'zod';

/** Whether a caller may do something now, and why not. Only the act itself decides. */
export interface MayDo {
  readonly allowed: boolean;
  /** Null if it is allowed. */
  readonly why: string | null;
}

/** The same in answers. */
export const MAY_DO = z.strictObject({
  allowed: z.boolean(),
  why: part.text.nullable().describe('why not; null if it is allowed'),
});

/** Allowed, unless somebody says why not. */
export function mayUnless(why: string | null): MayDo {
  return { allowed: why === null, why };
}
