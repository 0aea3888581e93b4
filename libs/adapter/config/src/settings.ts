import { z } from 'zod';

const port = (n: number) => z.coerce.number().int().min(1).max(65535).default(n);
const count = (n: number) => z.coerce.number().int().min(1).default(n);
const other_port = () => z.coerce.number().int().min(0).max(65535).default(0);
const text = (value: string) => z.string().min(1).default(value);
const flag = (value: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(value)
    .transform((v) => v === 'true');
const required = () => z.string().min(1);

/** Every setting of the platform: environment variable, default, unit. `.env.example` is written from this table. */
export const settings = {
  // where things listen, all on loopback
  STOCKPROOF_HOME: text('.stockproof').describe('folder for data, logs, keys and runtime.json'),
  STOCKPROOF_HOST: text('127.0.0.1').describe('address the services listen on'),
  STOCKPROOF_INGESTION_PORT: port(3001).describe('HTTP port of ingestion'),
  STOCKPROOF_COMMAND_HANDLER_PORT: port(3002).describe('HTTP port of the command handler'),
  STOCKPROOF_AVAILABILITY_PORT: port(3003).describe('HTTP port of the availability projection'),
  STOCKPROOF_RECOVERY_PORT: port(3004).describe('HTTP port of the recovery service'),
  STOCKPROOF_RESERVATION_PORT: port(3005).describe('HTTP port of the reservation service'),
  STOCKPROOF_IDENTITY_PORT: port(3007).describe(
    'HTTP port of the identity provider that `npm start` brings with it',
  ),
  STOCKPROOF_SUPERVISOR_PORT: port(3006).describe('HTTP port of the supervisor: metrics of parts'),
  STOCKPROOF_POSTGRES_PORT: port(54320).describe('port of the embedded PostgreSQL'),
  STOCKPROOF_KAFKA_PORT: port(19092).describe('port of the embedded Kafka for clients (TLS, SCRAM-SHA-512)'),
  STOCKPROOF_KAFKA_CONTROLLER_PORT: port(19093).describe('controller port of the embedded Kafka'),
  STOCKPROOF_KAFKA_CERTIFICATES_PORT: port(19095).describe(
    'port of the embedded Kafka for clients that log in with a certificate',
  ),
  STOCKPROOF_KAFKA_INTERNAL_PORT: port(19094).describe('port of the embedded Kafka between brokers'),
  STOCKPROOF_CONNECT_PORT: port(18083).describe('REST port of the embedded Kafka Connect'),

  STOCKPROOF_SERVERS: z
    .enum(['embedded', 'containers'])
    .default('embedded')
    .describe(
      'embedded: PostgreSQL, Kafka and Connect as processes of this machine; containers: the official images (Docker on Linux)',
    ),

  STOCKPROOF_USERS_FROM: z.coerce
    .number()
    .int()
    .min(1)
    .max(4_000_000_000)
    .default(60_700)
    .describe(
      'started by root, each service and server is a user of its own: the first of their numbers, which are nobody’s else',
    ),

  // for tests that stand between the services and their servers
  STOCKPROOF_POSTGRES_VIA_PORT: other_port().describe(
    'port by which the services reach PostgreSQL; 0: its own',
  ),
  STOCKPROOF_KAFKA_VIA_PORT: other_port().describe('port by which the services reach Kafka; 0: its own'),

  STOCKPROOF_REGISTRY_PORT: port(18085).describe('port of the schema registry, where it is started'),
  STOCKPROOF_REGISTRY_JAVA: text('java').describe('Java >= 21 for the schema registry; `java`: looked for'),

  // where the services find each other; `npm start` fills these in
  STOCKPROOF_KAFKA_BROKERS: text('127.0.0.1:19092').describe('comma separated host:port list'),
  STOCKPROOF_KAFKA_LOGIN: required().describe(
    '`name:password` a service logs in to Kafka with (SCRAM-SHA-512)',
  ),
  STOCKPROOF_KAFKA_CA_FILE: z
    .string()
    .default('')
    .describe('PEM file of the authority of Kafka’s certificates; empty: those that Node knows'),
  STOCKPROOF_REDRIVE_KAFKA_LOGIN: z
    .string()
    .default('')
    .describe('recovery: the login that may put dead letters back; empty: as above'),
  STOCKPROOF_CONNECT_URL: text('http://127.0.0.1:18083').describe(
    'REST address of Kafka Connect, with its login: http://name:password@host:port',
  ),
  STOCKPROOF_INGESTION_URL: text('http://127.0.0.1:3001').describe('where others introspect seller keys'),
  STOCKPROOF_IDENTITY_DATABASE_URL: required().describe('ingestion: database `identity`'),
  STOCKPROOF_INVENTORY_DATABASE_URL: required().describe('command handler: database `inventory`'),
  STOCKPROOF_AVAILABILITY_DATABASE_URL: required().describe('projection: database `availability`'),
  STOCKPROOF_RECOVERY_DATABASE_URL: required().describe('recovery: database `recovery`'),
  STOCKPROOF_RESERVATION_DATABASE_URL: required().describe('reservation: database `reservation`'),
  STOCKPROOF_AUDIT_INVENTORY_URL: required().describe('recovery: reads the ledger, as the role `auditor`'),
  STOCKPROOF_AUDIT_AVAILABILITY_URL: required().describe('recovery: reads the view, as the role `auditor`'),
  STOCKPROOF_AUDIT_RESERVATION_URL: required().describe(
    'recovery: reads the reservations, as the role `auditor`',
  ),
  STOCKPROOF_SECURITY_DATABASE_URL: required().describe(
    'database `security`, as the role of the service: it may append to the security log',
  ),
  STOCKPROOF_SECURITY_AUDIT_URL: required().describe(
    'ingestion: reads the security log, as the role `security_auditor`',
  ),
  STOCKPROOF_JWKS_FILE: required().describe('public keys of the services (JWKS); read again while they run'),
  STOCKPROOF_SERVICE_KEY_FILE: required().describe('private key (JWK) this service signs its tokens with'),
  STOCKPROOF_OIDC_ISSUER: text('http://127.0.0.1:3007').describe(
    'issuer of operators’ tokens, as its tokens and its discovery document say it',
  ),
  STOCKPROOF_OIDC_JWKS: z
    .string()
    .default('')
    .describe(
      'where the keys of the issuer are, an address or a file; empty: where its discovery document says',
    ),
  STOCKPROOF_OIDC_AUDIENCE: z
    .string()
    .default('')
    .describe(
      'what an operator’s token must be for (`aud`) to be taken by this service; empty: the name of the service',
    ),
  STOCKPROOF_OIDC_ROLES_CLAIM: text('roles').describe(
    'claim of the token that holds the roles; dots lead into objects, as in realm_access.roles',
  ),
  STOCKPROOF_PRODUCER_ROOTS_FILE: required().describe(
    'command handler: root keys of all who sign updates, one `key id:64 hex digits` a line',
  ),
  STOCKPROOF_PRODUCER_KEY_FILE: required().describe(
    'ingestion, recovery (redrives): the key this service signs updates with',
  ),
  STOCKPROOF_CONTRACT_FILE: text('contracts/inventory-availability-projection.yaml').describe(
    'the Recovery Contract the flow obeys',
  ),

  STOCKPROOF_CONTRACTS_DIR: text('contracts').describe('folder of the Recovery Contracts'),
  STOCKPROOF_PROJECTIONS_DIR: text('projections').describe(
    'folder of candidate versions of the projection function',
  ),
  STOCKPROOF_EVIDENCE_KEYS_DIR: required().describe('recovery: folder of the keys that sign evidence'),
  STOCKPROOF_EVIDENCE_KEY_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(90)
    .describe('days a key signs evidence before a new one does; 0: until somebody rotates it'),
  STOCKPROOF_EVIDENCE_DIR: required().describe('recovery: folder that evidence files are written to'),

  STOCKPROOF_DRAIN_NOTICE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(500)
    .describe(
      'from SIGTERM on a service serves on for at least this long and says not ready, ms; behind a balancer: longer than that takes to notice',
    ),

  // HTTP, the same of every service
  STOCKPROOF_HTTP_HEADERS_MS: count(10_000).describe(
    'longest a request may take to send its headers, ms; then 408',
  ),
  STOCKPROOF_HTTP_REQUEST_MS: count(30_000).describe(
    'longest a request may take to arrive whole, ms; then 408',
  ),
  STOCKPROOF_HTTP_KEEP_ALIVE_MS: count(75_000).describe(
    'how long an idle connection is kept, ms; longer than a balancer keeps its own',
  ),
  STOCKPROOF_HTTP_CONNECTIONS: count(4_000).describe(
    'most connections to a process; one more is closed at once',
  ),
  STOCKPROOF_HTTP_IN_FLIGHT: count(512).describe(
    'most requests under way at a time, of one credential and of one address without one; then 429',
  ),
  STOCKPROOF_TLS_CERT_FILE: z
    .string()
    .default('')
    .describe(
      'certificate (PEM, with its chain) the services show over HTTP; empty: no TLS, for loopback or behind a proxy that ends it',
    ),
  STOCKPROOF_TLS_KEY_FILE: z
    .string()
    .default('')
    .describe('private key (PEM) of the certificate; both or none'),
  STOCKPROOF_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('comma separated addresses or networks whose X-Forwarded-* is believed; empty: nobody'),
  STOCKPROOF_LOGIN_FAILURES: count(30).describe(
    'failed logins from one address, or with one key, before 429; one more is allowed each second',
  ),
  STOCKPROOF_STREAMS: count(400).describe('most event streams of a process; then 503'),
  STOCKPROOF_STREAMS_ANONYMOUS: count(100).describe('most of them without a credential; then 503'),
  STOCKPROOF_STREAMS_PER_ADDRESS: count(10).describe(
    'most streams without a credential from one address; then 429',
  ),
  STOCKPROOF_STREAMS_PER_CREDENTIAL: count(20).describe('most streams of one credential; then 429'),

  // the identity provider that comes along
  STOCKPROOF_IDENTITY_ACCOUNTS_FILE: required().describe(
    'identity provider: who may log in, with hashes of passwords (JSON)',
  ),
  STOCKPROOF_IDENTITY_KEYS_FILE: required().describe(
    'identity provider: private keys (JWKS), the first one signs; read again while it runs',
  ),
  STOCKPROOF_IDENTITY_CONSOLE_URLS: z
    .string()
    .default('')
    .describe(
      'identity provider: comma separated addresses that a browser’s console may be sent back to; empty: no such client',
    ),

  // topics; tests give each run its own prefix
  STOCKPROOF_TOPIC_PREFIX: z.string().default('').describe('prefix of every topic and consumer group name'),

  // ingestion
  STOCKPROOF_INGEST_MAX_BODY_BYTES: count(1_048_576).describe('largest request body, bytes'),
  STOCKPROOF_INGEST_MAX_EVENTS: count(1_000).describe('most events in one array'),
  STOCKPROOF_INGEST_SELLER_EVENTS_PER_S: count(50_000).describe(
    'events a second a seller may post; then 429',
  ),
  STOCKPROOF_INGEST_EVENTS_PER_S: count(200_000).describe(
    'events a second that all sellers may post; then 503',
  ),
  STOCKPROOF_INGEST_MAX_PENDING: count(50_000).describe('events waiting for the broker before 503'),
  STOCKPROOF_INGEST_SELLER_PENDING: count(10_000).describe(
    'events of one seller waiting for the broker before 429',
  ),
  STOCKPROOF_INGEST_LINGER_MS: z.coerce
    .number()
    .min(0)
    .default(5)
    .describe('wait to fill a produce request, ms'),
  STOCKPROOF_INGEST_ACK_TIMEOUT_MS: count(10_000).describe('longest wait for acks=all before 503, ms'),
  STOCKPROOF_INGEST_MAX_LAG: count(1_000_000).describe('messages the command handler may lag before 503'),
  STOCKPROOF_INGEST_SELLER_LAG: count(250_000).describe(
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
  STOCKPROOF_KEYS_PER_SELLER: z.coerce
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
  STOCKPROOF_RESERVATION_OPEN_PER_CLIENT: count(100_000).describe(
    'reservations of a client that have not ended',
  ),
  STOCKPROOF_RESERVATION_UNITS_PER_CLIENT: count(1_000_000).describe('units that a client holds in these'),
  STOCKPROOF_RESERVATION_LONGEST_S: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_592_000)
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
  STOCKPROOF_APPLY_BATCH: count(4_000).describe('most messages in one ledger transaction'),
  STOCKPROOF_APPLY_CONCURRENCY: count(3).describe('partitions the command handler works on side by side'),
  STOCKPROOF_APPLY_WAIT_MS: count(50).describe('longest wait to gather a batch of updates, ms'),
  STOCKPROOF_PROJECT_BATCH: count(2_000).describe('most messages in one projection transaction'),
  STOCKPROOF_PROJECT_CONCURRENCY: count(4).describe('partitions the projection works on side by side'),
  STOCKPROOF_PROJECT_WAIT_MS: count(50).describe('longest wait to gather a batch of changes, ms'),
  STOCKPROOF_STALL_TIMEOUT_MS: count(120_000).describe(
    'lag without progress for this long ends the process, ms',
  ),

  // recovery
  STOCKPROOF_RECOVERY_BARRIER_MS: count(120_000).describe(
    'longest wait for what is on its way to arrive, ms; then `inconclusive`',
  ),
  STOCKPROOF_RECOVERY_LEASE_MS: count(10_000).describe(
    'a running recovery that is silent this long may be taken up by another process, ms',
  ),
  STOCKPROOF_CHECKPOINT_EVERY_MS: count(15_000).describe('how often the heads of the ledger are signed, ms'),
  STOCKPROOF_ANCHOR_FILE: z
    .string()
    .default('')
    .describe(
      'recovery: file that each checkpoint is added to, best on another machine’s disk or one that can only be added to; empty: none',
    ),
  STOCKPROOF_VERIFY_EVERY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(300_000)
    .describe('how often some offers are verified by themselves, ms; 0: never'),
  STOCKPROOF_VERIFY_OFFERS: count(1_000).describe('offers verified at a time'),
  STOCKPROOF_BREAK_GLASS_REVIEW_HOURS: count(24).describe(
    'how long a broken glass may wait for its review before it is overdue, hours',
  ),
  STOCKPROOF_PROPOSE_EVERY_MS: count(5_000).describe('how often suspect offers are looked for, ms'),

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
