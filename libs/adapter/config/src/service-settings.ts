import { FETCH, MAX_EVENTS, MAX_HOLD_S } from '@stockproof/bounds';
import { z } from 'zod';
import { count, flag, text } from './setting-types.js';

/** Settings of each service, in the order of the data flow. */
export const serviceSettings = {
  // ingestion
  STOCKPROOF_INGEST_MAX_BODY_BYTES: count(1_048_576).describe('largest request body, bytes'),
  STOCKPROOF_INGEST_MAX_EVENTS: count(MAX_EVENTS).describe('most events in one array'),
  STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S: count(50_000).describe(
    'events a second a seller may post; then 429',
  ),
  STOCKPROOF_INGEST_MAX_EVENTS_PER_S: count(200_000).describe(
    'events a second that all sellers may post; then 503',
  ),
  STOCKPROOF_INGEST_MAX_PENDING: count(50_000).describe('events waiting for the broker before 503'),
  STOCKPROOF_INGEST_MAX_SELLER_PENDING: count(10_000).describe(
    'events of one seller waiting for the broker before 429',
  ),
  STOCKPROOF_INGEST_LINGER_MS: z.coerce
    .number()
    .min(0)
    .default(5)
    .describe('wait to fill a produce request, ms'),
  STOCKPROOF_INGEST_ACK_TIMEOUT_MS: count(10_000).describe('longest wait for acks=all before 503, ms'),
  STOCKPROOF_INGEST_MAX_LAG: count(1_000_000).describe('messages the command handler may lag before 503'),
  STOCKPROOF_INGEST_MAX_SELLER_LAG: count(250_000).describe(
    'updates of one seller that may wait to be applied before 429',
  ),
  STOCKPROOF_KEY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('how long a new seller key lives, days'),
  STOCKPROOF_KEY_OVERLAP_HOURS: z.coerce
    .number()
    .int()
    .min(0)
    .max(720)
    .default(24)
    .describe('how long a seller key works on that made its successor, hours'),
  STOCKPROOF_MAX_KEYS_PER_SELLER: z.coerce
    .number()
    .int()
    .min(2)
    .max(1_000)
    .default(5)
    .describe('active keys of a seller at one time'),
  STOCKPROOF_KEY_COLLECT_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe('how long an approved seller key may be collected, minutes'),
  STOCKPROOF_RESERVATION_MAX_OPEN_PER_CLIENT: count(100_000).describe(
    'reservations of a client that have not ended',
  ),
  STOCKPROOF_RESERVATION_MAX_UNITS_PER_CLIENT: count(1_000_000).describe(
    'units that a client holds in these',
  ),
  STOCKPROOF_RESERVATION_MAX_HOLD_S: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_HOLD_S)
    .default(86_400)
    .describe('longest time a reservation is held without being confirmed, seconds'),
  STOCKPROOF_KEY_CACHE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000)
    .default(1_000)
    .describe('how long a checked seller key is remembered, ms'),

  // consumers
  STOCKPROOF_APPLY_MAX_BATCH: count(4_000).describe('most messages in one ledger transaction'),
  STOCKPROOF_APPLY_CONCURRENCY: count(3).describe('partitions the command handler works on side by side'),
  STOCKPROOF_APPLY_MAX_WAIT_MS: count(50).describe('longest wait to gather a batch of updates, ms'),
  STOCKPROOF_PROJECT_MAX_BATCH: count(2_000).describe('most messages in one projection transaction'),
  STOCKPROOF_PROJECT_CONCURRENCY: count(4).describe('partitions the projection works on side by side'),
  STOCKPROOF_PROJECT_MAX_WAIT_MS: count(50).describe('longest wait to gather a batch of changes, ms'),
  STOCKPROOF_KNOWN_OFFERS: count(40_000).describe(
    'command handler, projection: offers whose newest state is kept in memory, over all partitions, about 1 KB each; an offer counts once for each of its buckets or locations',
  ),
  STOCKPROOF_FETCH_PARTITION_BYTES: count(FETCH.partition_bytes).describe(
    'most bytes of one partition in one fetch from Kafka, as its producer packed them',
  ),
  STOCKPROOF_FETCH_UNPACKED_BYTES: count(FETCH.unpacked_bytes).describe(
    'most bytes of one fetch that a consumer unpacks and holds, over all partitions',
  ),
  STOCKPROOF_FETCH_RECORDS: count(FETCH.records).describe(
    'most messages of one fetch that a consumer holds, over all partitions',
  ),
  STOCKPROOF_STALL_TIMEOUT_MS: count(120_000).describe(
    'lag without progress for this long ends the process, ms',
  ),

  // recovery
  STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS: count(120_000).describe(
    'longest wait for what is on its way to arrive, ms; then `inconclusive`',
  ),
  STOCKPROOF_AVAILABILITY_ROLE: z
    .enum(['projection', 'query'])
    .default('projection')
    .describe(
      'projection: `query` only answers queries and streams, joins no consumer group, and needs a port of its own',
    ),
  STOCKPROOF_RECOVERY_ROLE: z
    .enum(['service', 'worker'])
    .default('service')
    .describe(
      'recovery: `worker` only verifies units of large verifications for the service, and needs a port of its own',
    ),
  STOCKPROOF_RECOVERY_LEASE_MS: count(10_000).describe(
    'a running recovery that is silent this long may be taken up by another process, ms',
  ),
  STOCKPROOF_CHECKPOINT_INTERVAL_MS: count(15_000).describe(
    'how often the heads of the ledger are signed, ms',
  ),
  STOCKPROOF_ANCHOR_FILE: z
    .string()
    .default('')
    .describe(
      'recovery: file that each checkpoint is added to, best on another machine’s disk or one that can only be added to; empty: none',
    ),
  STOCKPROOF_SEALED_STORE: z
    .string()
    .regex(/^(|file:\/\/\/.+|s3:\/\/.+)$/)
    .default('')
    .describe(
      'recovery: where captured history is sealed, `file:///folder` or `s3://bucket/prefix?endpoint=...`; empty: nowhere, all of it is read from Kafka',
    ),
  STOCKPROOF_SEALED_WORK_DIR: z
    .string()
    .default('')
    .describe(
      'recovery: folder for files that only this process needs while it seals and reads; empty: the temporary folder of the system',
    ),
  STOCKPROOF_SEAL_INTERVAL_MS: count(30_000).describe('recovery: how often new history is sealed, ms'),
  STOCKPROOF_SEAL_MIN_MESSAGES: count(2_000).describe(
    'recovery: fewer new messages of a partition are not sealed but read from Kafka',
  ),
  STOCKPROOF_SEAL_MAX_MESSAGES: count(200_000).describe('recovery: most messages sealed at once'),
  STOCKPROOF_SEALED_DELETE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'recovery: what is sealed of the CDC topics is deleted from Kafka this long after, ms; 0: never. All contracts must trust sealed history',
    ),
  STOCKPROOF_VERIFY_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(300_000)
    .describe(
      'how often offers are looked for that changed since their proof or whose proof is too old, ms; they are verified until none is left; 0: never',
    ),
  STOCKPROOF_VERIFY_MAX_OFFERS: count(4_000).describe('most offers verified at a time'),
  STOCKPROOF_VERIFY_RANGE_OFFERS: count(8_192).describe(
    'recovery: about so many offers of a large ledger are a unit of its verification; memory follows it',
  ),
  STOCKPROOF_VERIFY_UNITS_AT_ONCE: count(2).describe(
    'recovery: most of these units that a process verifies at the same time; memory follows it',
  ),
  STOCKPROOF_VERIFY_CPU_PERCENT: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('CPU of continuous verification, percent of one core'),
  STOCKPROOF_BREAK_GLASS_REVIEW_HOURS: count(24).describe(
    'how long a broken glass may wait for its review before it is overdue, hours',
  ),
  STOCKPROOF_DEAD_LETTER_PAYLOADS: z
    .enum(['none', 'masked', 'full'])
    .default('masked')
    .describe(
      'what an operator who may only view sees of the bytes of a dead letter: none, masked (names and structure of JSON), full',
    ),
  STOCKPROOF_PROPOSE_INTERVAL_MS: count(5_000).describe('how often suspect offers are looked for, ms'),

  // the console
  STOCKPROOF_CONSOLE_URL: text('http://127.0.0.1:3000').describe(
    'console: address that people open it by, without a slash at the end; https: its cookies are sent over TLS only',
  ),
  STOCKPROOF_CONSOLE_CLIENT_ID: text('stockproof-console').describe(
    'console: its name at the identity provider, a public client',
  ),
  STOCKPROOF_CONSOLE_PROVIDER_URL: z
    .string()
    .default('')
    .describe('console: where it reaches the identity provider; empty: at the address of the issuer'),
  STOCKPROOF_CONSOLE_SESSION_IDLE_S: count(3_600).describe(
    'console: a login ends when nothing was asked for so long, s',
  ),
  STOCKPROOF_CONSOLE_SESSION_MAX_S: count(28_800).describe(
    'console: a login ends after so long in any case, s',
  ),
  STOCKPROOF_CONSOLE_PAGE_DIR: text('dist/console-web').describe('console: folder of the built page'),
  STOCKPROOF_ENVIRONMENT: text('development').describe(
    'console: what this installation is, as the page shows it',
  ),

  // tests
  STOCKPROOF_FAILPOINT_FILE: z
    .string()
    .default('')
    .describe('tests only: file that says at which write a service breaks; empty: nowhere'),

  // query
  STOCKPROOF_FRESHNESS_BOUND_MS: count(5_000).describe('an answer older than this says `stale`, ms'),
  STOCKPROOF_AVAILABILITY_PUBLIC: flag('true').describe('reading availability needs no credential'),

  // observability
  STOCKPROOF_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('least severe log line written'),
  STOCKPROOF_TRACE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('share of requests traced, 0 to 1'),
  STOCKPROOF_OTLP_URL: z.string().default('').describe('OTLP/HTTP collector for traces; empty: not exported'),
} as const satisfies Record<string, z.ZodType>;
