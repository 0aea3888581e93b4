import { z } from 'zod';
import { other_port, port, required, text } from './setting-types.js';

/** Addresses that processes listen on, and addresses by which they reach each other. */
export const serverSettings = {
  // where things listen, all on loopback
  STOCKPROOF_HOME: text('.stockproof').describe('folder for data, logs, keys and runtime.json'),
  STOCKPROOF_HOST: text('127.0.0.1').describe('address the services listen on'),
  STOCKPROOF_INGESTION_PORT: port(3001).describe('HTTP port of ingestion'),
  STOCKPROOF_COMMAND_HANDLER_PORT: port(3002).describe('HTTP port of the command handler'),
  STOCKPROOF_AVAILABILITY_PORT: port(3003).describe('HTTP port of the availability projection'),
  STOCKPROOF_RECOVERY_PORT: port(3004).describe('HTTP port of the recovery service'),
  STOCKPROOF_RESERVATION_PORT: port(3005).describe('HTTP port of the reservation service'),
  STOCKPROOF_CONSOLE_PORT: port(3000).describe('HTTP port of the console'),
  STOCKPROOF_IDENTITY_PORT: port(3007).describe(
    'HTTP port of the identity provider that `npm start` brings with it',
  ),
  STOCKPROOF_SUPERVISOR_PORT: port(3006).describe('HTTP port of the supervisor: metrics of parts'),
  STOCKPROOF_POSTGRES_PORT: port(54320).describe('port of the embedded PostgreSQL'),
  STOCKPROOF_KAFKA_PORT: port(19092).describe('port of the embedded Kafka for clients (TLS, SCRAM-SHA-512)'),
  STOCKPROOF_KAFKA_CONTROLLER_PORT: port(19093).describe('controller port of the embedded Kafka'),
  STOCKPROOF_KAFKA_MTLS_PORT: port(19095).describe(
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

  STOCKPROOF_POSTGRES_IMAGE: z
    .string()
    .min(1)
    .default('postgres:18@sha256:3a82e1f56c8f0f5616a11103ac3d47e632c3938698946a7ad26da0df1334744a')
    .describe(
      'image of PostgreSQL where the servers are containers; by digest, or one built on this machine',
    ),
  STOCKPROOF_KAFKA_IMAGE: z
    .string()
    .min(1)
    .default('apache/kafka:4.2.1@sha256:9916d60eca5d599550e2c320230808fda342124ba550bb4ac4ea8591803262a0')
    .describe('the same for Kafka; Connect runs in it too, with the jars of pom.xml'),

  STOCKPROOF_FIRST_UID: z.coerce
    .number()
    .int()
    .min(1)
    .max(4_000_000_000)
    .default(60_700)
    .describe(
      'started by root, each service and server is a user of its own: the first of their numbers, which are nobody’s else',
    ),

  // for tests that are between the services and their servers
  STOCKPROOF_POSTGRES_PROXY_PORT: other_port().describe(
    'port by which the services reach PostgreSQL; 0: its own',
  ),
  STOCKPROOF_KAFKA_PROXY_PORT: other_port().describe('port by which the services reach Kafka; 0: its own'),

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
    'REST address of Kafka Connect, with its login: http://name:password@host:port; of several workers comma separated',
  ),
  STOCKPROOF_INGESTION_URL: text('http://127.0.0.1:3001').describe('where others introspect seller keys'),
  STOCKPROOF_COMMAND_HANDLER_URL: text('http://127.0.0.1:3002').describe(
    'console: address of the command handler',
  ),
  STOCKPROOF_AVAILABILITY_URL: text('http://127.0.0.1:3003').describe(
    'console: address of the availability projection',
  ),
  STOCKPROOF_RECOVERY_URL: text('http://127.0.0.1:3004').describe('console: address of the recovery service'),
  STOCKPROOF_RESERVATION_URL: text('http://127.0.0.1:3005').describe(
    'console: address of the reservation service',
  ),
  STOCKPROOF_SUPERVISOR_URL: z
    .string()
    .default('')
    .describe('console: address of the metrics of the embedded stack’s supervisor; empty: there is none'),
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
  STOCKPROOF_OIDC_SELLER_CLAIM: text('seller_id').describe(
    'claim of the token that holds the one seller of a person with the role `seller`; dots lead into objects',
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
  STOCKPROOF_EVIDENCE_KEYS_DIR: z
    .string()
    .default('')
    .describe(
      'recovery: folder that gets a copy of the public keys of evidence, and from which keys of an earlier version are taken once; empty: neither',
    ),
  STOCKPROOF_EVIDENCE_SECRET_FILE: z
    .string()
    .default('')
    .describe(
      'recovery: private key (JWK) that the evidence keys in the database are encrypted with; empty: that of the service',
    ),
  STOCKPROOF_EVIDENCE_KEY_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(90)
    .describe('days a key signs evidence before a new one does; 0: until somebody rotates it'),
  STOCKPROOF_EVIDENCE_DIR: required().describe(
    'recovery: where evidence files are written to: a folder, or an object store of all copies (file://folder or s3://bucket/prefix)',
  ),

  STOCKPROOF_DRAIN_NOTICE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(500)
    .describe(
      'from SIGTERM on a service serves on for at least this long and says not ready, ms; behind a balancer: longer than that takes to notice',
    ),
} as const satisfies Record<string, z.ZodType>;
