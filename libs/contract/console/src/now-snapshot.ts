import { z } from 'zod';

const count = z.int().min(0);
const seconds = z.number().min(0);

/** The services that a snapshot is made of. */
const SOURCES = ['ingestion', 'command-handler', 'availability', 'recovery', 'reservation'] as const;

/** The hops of an update, in the order of its way. */
export const HOPS = ['taken', 'decided', 'captured', 'outbox', 'projected', 'published', 'reserved'] as const;

/** `late`: it moves and is behind. `stopped`: it does not move. `unknown`: its source does not answer. */
const HOP_VERDICTS = ['ok', 'late', 'stopped', 'unknown'] as const;

export type SourceName = (typeof SOURCES)[number];
export type HopId = (typeof HOPS)[number];
export type HopVerdict = (typeof HOP_VERDICTS)[number];

const SOURCE = z.strictObject({
  name: z.enum(SOURCES),
  /** `ok`: something of it was read. `refused`: it answers, and gave nothing of what was asked. */
  state: z.enum(['ok', 'unreachable', 'refused']),
  /** What it did not answer and why, a sentence; also if it answered the rest. */
  problem: z.string().nullable(),
  /** Its newest answer, RFC 3339. */
  answered_at: z.string().meta({ format: 'date-time' }).nullable(),
});

const HOP = z.strictObject({
  id: z.enum(HOPS),
  title: z.string(),
  verdict: z.enum(HOP_VERDICTS),
  /** What makes it so, in sentences; empty if all is well. */
  why: z.array(z.string()),
  /** What it handled a second, since the poll before. */
  per_second: z.number().nullable(),
  /** Messages that wait before it. */
  lag_messages: count.nullable(),
  /** Age of the oldest of them. */
  oldest_seconds: seconds.nullable(),
  /** When the backlog will be gone if it shrinks as since the poll before; null if it does not shrink. */
  clears_in_seconds: seconds.nullable(),
  /** The source of the figures. */
  source: z.enum(SOURCES),
});

const CONFIDENCE = z.strictObject({
  trusted: count,
  untrusted: count,
  unverified: count,
  suspect: count,
  oldest_proof_seconds: seconds.nullable(),
});

const APPROVAL = z.strictObject({
  recovery_id: z.string(),
  flow: z.string(),
  mode: z.string(),
  requested_by: z.string(),
  waiting_seconds: seconds,
});

const DEAD_LETTERS = z.strictObject({
  open: count,
  overdue: count,
  groups: z.array(z.strictObject({ reason: z.string(), owner: z.string(), open: count })),
});

const SAGAS = z.strictObject({ stuck: count, oldest_seconds: seconds.nullable() });

/** The pipeline at one moment. A part is null if its source did not answer. */
export const NOW_SNAPSHOT = z.strictObject({
  at: z.string().meta({ format: 'date-time' }),
  sources: z.array(SOURCE),
  hops: z.array(HOP),
  confidence: CONFIDENCE.nullable(),
  /** Recoveries that wait for another person's approval. */
  approvals: z.array(APPROVAL).nullable(),
  dead_letters: DEAD_LETTERS.nullable(),
  sagas: SAGAS.nullable(),
});

export type NowSnapshot = z.infer<typeof NOW_SNAPSHOT>;
export type Hop = z.infer<typeof HOP>;
export type SourceState = z.infer<typeof SOURCE>;
