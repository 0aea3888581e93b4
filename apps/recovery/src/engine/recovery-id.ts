import { randomBytes } from 'node:crypto';

/** As recoveryId makes them: no other text is one, so no word in an address can be. */
export const RECOVERY_ID = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: '^rec-\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{12}$',
} as const;

/** Such as rec-2026-06-19-9f86d081: the day it was asked for, and enough to be the only one. */
export function recoveryId(now_ms: number): string {
  return `rec-${new Date(now_ms).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
}
