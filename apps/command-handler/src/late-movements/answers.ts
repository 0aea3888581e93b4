import { part } from '@stockproof/http';
import { DEFAULT_LATE_MOVEMENTS, LATE_MOVEMENTS } from '@stockproof/ledger';
import { z } from 'zod';
import type { PolicyRow } from './sql/late-movements-policy.js';

const { count, instant, text } = part;

/** The policy of a seller on movements that come after a count of a later time. */
export const POLICY = z.strictObject({
  seller_id: text,
  late_movements: z
    .enum(LATE_MOVEMENTS)
    .describe('apply: applied and flagged (accepted_late); absorb: recorded without effect (absorbed)'),
  revision: count.describe('raised by each change; 0: none was set, the default counts'),
  reason: text.nullable(),
  changed_by: text.nullable(),
  changed_at: instant.nullable(),
});

/** A policy as it is told. */
export type Policy = z.infer<typeof POLICY>;

/** The policy of a seller; the default if there is no row. */
export function describePolicy(seller_id: string, row: PolicyRow | undefined): Policy {
  return {
    seller_id,
    late_movements: row?.policy ?? DEFAULT_LATE_MOVEMENTS,
    revision: row?.revision ?? 0,
    reason: row?.reason ?? null,
    changed_by: row?.changed_by ?? null,
    changed_at: row?.changed_at.toISOString() ?? null,
  };
}
