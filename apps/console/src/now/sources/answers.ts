import { z } from 'zod';

const count = z.int().min(0);
const text = z.string();

// What is read of the services' answers. Other members may come and go.

const POSITIONS_READ = z.object({
  partitions: z.array(
    z.object({
      topic: text,
      partition: count,
      position: count.nullable(),
      end: count.nullable(),
      lag_messages: count.nullable(),
      oldest_seconds: z.number().min(0).nullable(),
      last_progress_at: text,
    }),
  ),
});

const CONNECTORS_READ = z.object({
  connectors: z.array(
    z.object({
      name: text,
      slot_name: text,
      state: z.enum(['healthy', 'degraded', 'stalled', 'down', 'unknown']),
      reason: text,
      detail: text,
      blocked: text.nullable(),
      heartbeat_age_ms: count.nullable(),
      restarts: count,
      last_error: text.nullable(),
      connect: z.object({ state: text }),
      slot: z.object({ active: z.boolean(), lag_bytes: z.int() }).nullable(),
    }),
  ),
});

const FRESHNESS_READ = z.object({
  topic: text,
  bound_ms: count,
  status: z.enum(['current', 'stale']),
  oldest_ms: count.nullable(),
});

const CONFIDENCE_READ = z.object({
  trusted: count,
  untrusted: count,
  unverified: count,
  suspect: count,
  oldest_verified_at: text.nullable(),
});

const DEAD_LETTERS_READ = z.object({
  by_reason: z.array(z.object({ reason: text, assignee: text, messages: count })),
  overdue: count,
});

const RECOVERIES_READ = z.object({
  items: z.array(
    z.object({ recovery_id: text, flow: text, mode: text, requested_by: text, updated_at: text }),
  ),
});

const STUCK_READ = z.object({ items: z.array(z.object({ requested_at: text })) });

/** How to read each JSON answer. Throws if it has another form. */
export const parseAnswer = {
  positions: (body: string) => POSITIONS_READ.parse(JSON.parse(body)).partitions,
  connectors: (body: string) => CONNECTORS_READ.parse(JSON.parse(body)).connectors,
  freshness: (body: string) => FRESHNESS_READ.parse(JSON.parse(body)),
  confidence: (body: string) => CONFIDENCE_READ.parse(JSON.parse(body)),
  dead_letters: (body: string) => DEAD_LETTERS_READ.parse(JSON.parse(body)),
  recoveries: (body: string) => RECOVERIES_READ.parse(JSON.parse(body)).items,
  stuck: (body: string) => STUCK_READ.parse(JSON.parse(body)).items,
} as const;

/** A partition that a consumer group reads. */
export type PartitionRead = ReturnType<typeof parseAnswer.positions>[number];
/** The command handler's verdict on a connector. */
export type ConnectorRead = ReturnType<typeof parseAnswer.connectors>[number];
/** How old what the view shows is. */
export type FreshnessRead = ReturnType<typeof parseAnswer.freshness>;
