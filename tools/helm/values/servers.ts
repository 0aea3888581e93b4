import { z } from 'zod';
import { asIs, count, part, positive, port, quantity, resources, storage, text } from './value-types.js';

const authority = (of: string) =>
  part({
    secret: z
      .string()
      .describe(`Secret with the authority of ${of}’s certificate; empty: that of its operator`),
    key: text.describe('its key in the Secret'),
  });

const nodes = part({
  replicas: positive.describe('how many'),
  storage: storage.describe('volume of each'),
  resources,
  heap: quantity.describe('heap of the JVM, as -Xmx takes it, for example 2048m'),
});

export const KAFKA = part({
  operator: z
    .enum(['strimzi', 'none'])
    .describe('strimzi: the chart makes the cluster, topics and logins; none: you have them'),
  bootstrap: z
    .string()
    .describe('host:port list of the brokers (TLS, SCRAM-SHA-512); empty: those that Strimzi makes'),
  port: port.describe('port of the brokers, for NetworkPolicies'),
  authority: authority('Kafka'),
  version: text.describe(
    'of Kafka, of those that the installed Strimzi supports (ADR 0018 says which is safe)',
  ),
  combined: z.boolean().describe('whether the brokers are the controllers too, in one pool'),
  brokers: nodes.describe('the pool of brokers'),
  controllers: nodes.describe('the pool of controllers, unless combined'),
  replicationFactor: z.int().min(1).max(7).describe('copies of each partition'),
  minInSyncReplicas: z.int().min(1).max(7).describe('copies that a write waits for (acks=all)'),
  rackKey: z.string().describe('label of nodes by which copies are spread; empty: none'),
  config: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('more settings of the brokers'),
  exporter: z.boolean().describe('whether Strimzi’s exporter tells Kafka’s lag to Prometheus'),
  keepClaims: z.boolean().describe('whether volumes of Kafka stay when the release is removed'),
}).describe('Kafka');

export const CONNECT = part({
  operator: z
    .enum(['strimzi', 'none'])
    .describe(
      'strimzi: the chart makes workers and connectors; none: `connect-url` is in the command handler’s Secret',
    ),
  image: z
    .string()
    .describe(
      'image of the workers: Strimzi’s Kafka with the jars of infra/embedded/pom.xml (infra/helm/connect.Dockerfile)',
    ),
  replicas: positive.describe('workers'),
  resources,
  heap: quantity.describe('heap of the JVM'),
}).describe('Kafka Connect with Debezium');

const backup = part({
  enabled: z.boolean().describe('base backups on a schedule, and the WAL archive'),
  method: z
    .enum(['plugin', 'volumeSnapshot'])
    .describe('plugin: Barman Cloud to an object store, with the WAL; volumeSnapshot: snapshots alone'),
  schedule: text.describe('six fields, seconds first'),
  destinationPath: z.string().describe('plugin: s3://bucket/prefix'),
  endpointURL: z.string().describe('plugin: of an object store that is not Amazon’s'),
  credentialsSecret: z
    .string()
    .describe(
      'plugin: Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY; empty: the role of the ServiceAccount',
    ),
  retention: z
    .string()
    .regex(/^[1-9][0-9]*[dwm]$/)
    .describe('plugin: how long backups are kept, for example 30d'),
  snapshotClass: z.string().describe('volumeSnapshot: its class'),
});

export const POSTGRES = part({
  operator: z
    .enum(['cloudnativepg', 'none'])
    .describe('cloudnativepg: the chart makes the cluster; none: you have a server of version 17 or newer'),
  host: z.string().describe('none: host of the primary'),
  port: port.describe('its port'),
  authority: authority('PostgreSQL'),
  image: text.describe('image of the instances; version 17 or newer'),
  instances: positive.describe('the primary and its standbys'),
  synchronous: z
    .int()
    .min(0)
    .max(5)
    .describe('standbys that have a commit before it is answered; 0: none, a failover may lose commits'),
  storage: storage.describe('volume of each instance'),
  walStorage: storage.describe('volume of the WAL of each instance'),
  resources,
  parameters: z
    .record(z.string(), z.string())
    .describe('more settings of the server; they win over those of the embedded stack'),
  backup: backup.describe('backups'),
}).describe('PostgreSQL');

export const STORES = part({
  evidence: z
    .string()
    .regex(/^(|file:\/\/\/.+|s3:\/\/.+|\/.+)$/)
    .describe('where evidence files go: s3://bucket/prefix, or empty: the volume'),
  sealed: z
    .string()
    .regex(/^(|file:\/\/\/.+|s3:\/\/.+)$/)
    .describe('where history is sealed: s3://bucket/prefix?endpoint=..., or empty: the volume'),
  credentialsSecret: z
    .string()
    .describe(
      'Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; empty: the role of the ServiceAccount',
    ),
  volume: storage
    .extend({
      accessMode: z
        .enum(['ReadWriteOnce', 'ReadWriteMany'])
        .optional()
        .describe('Many: for several copies of recovery'),
    })
    .describe('volume for what is not in an object store'),
  work: quantity.describe('most bytes of temporary files while history is sealed and read'),
}).describe('what recovery keeps outside PostgreSQL');

export const SETUP = part({
  enabled: z.boolean().describe('whether a Job makes databases and logins and migrates'),
  hook: z
    .boolean()
    .describe(
      'whether it runs before each install and upgrade (only with a PostgreSQL that is there already)',
    ),
  topics: z
    .boolean()
    .describe(
      'whether it makes topics and permissions; only with a Kafka that you have, as the login of `kafka-admin-login`',
    ),
  backoffLimit: count.describe('attempts'),
  activeDeadlineSeconds: positive.describe('longest time'),
  ttlSecondsAfterFinished: positive.describe('when the Job is removed'),
  resources,
}).describe('set-up of the databases');

export const SERVICE_ACCOUNT = part({
  annotations: z.record(z.string(), z.string()).describe('for example the role of a cloud'),
}).describe('ServiceAccounts; no token is mounted');

export const EXTRA = z.array(asIs).describe('more objects, as templates');
