import { randomBytes } from 'node:crypto';

/** Schema of ids made by recoveryId; no other word in an address matches. */
export const RECOVERY_ID = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: '^rec-\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{12}$',
} as const;

/** Creates an id such as rec-2026-06-19-9f86d081: the day of the request and random digits. */
export function recoveryId(now_ms: number): string {
  return `rec-${new Date(now_ms).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
}
