import { REASONS, STATES } from '@stockproof/connectors';
import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;
const bytes = z.int();

const CONNECT = z.strictObject({
  state: text.describe('what Connect says of itself; `unreachable` or `missing` when it says nothing'),
  tasks: z.array(z.strictObject({ id: count, state: text })),
});

const SLOT = z.strictObject({
  active: z.boolean().describe('whether somebody reads it'),
  wal_status: text.nullable().describe('reserved, extended, unreserved or lost'),
  safe_wal_size: bytes.nullable().describe('bytes that may still be written before it is in danger'),
  invalidation_reason: text.nullable(),
  lag_bytes: bytes.describe('WAL written since the last position the connector confirmed'),
});

/** The verdict on each connector, and what it blocks. */
export const CONNECTOR_REPORTS = z.strictObject({
  connectors: z.array(
    z.strictObject({
      name: text,
      slot_name: text,
      state: z
        .enum(STATES)
        .describe('moving and behind are well; stalled: nothing arrives although Connect says RUNNING'),
      reason: z.enum(REASONS).describe('a heading of runbook 10'),
      detail: text,
      blocked: text.nullable().describe('what stands still behind it, in words; null while changes arrive'),
      since: instant.describe('since when it is well, or since when it is not'),
      checked_at: instant,
      heartbeat_age_ms: count
        .nullable()
        .describe('age of the newest change, heartbeats included, that is known to be in Kafka'),
      restarts: count.describe('restarts of failed tasks by this process'),
      failures: count.describe('how often this process has found it failed'),
      last_error: text.nullable(),
      connect: CONNECT,
      slot: SLOT.nullable(),
      stored_lsn: text.nullable().describe('the position that Connect has stored, as a number of bytes'),
    }),
  ),
});

/** Connect has taken the order. */
export const RESTARTED = z.strictObject({ name: text, restarting: z.literal(true) });

/** The answer to a restart. */
export type Restarted = z.infer<typeof RESTARTED>;
/** The verdicts of the newest check, in the order of CONNECTORS; none before the first check. */
export type ConnectorReports = z.infer<typeof CONNECTOR_REPORTS>;
