import { randomBytes } from 'node:crypto';

/** Such as rec-2026-06-19-9f86d081: the day it was asked for, and enough to be the only one. */
export function recoveryId(now_ms: number): string {
  return `rec-${new Date(now_ms).toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
}
