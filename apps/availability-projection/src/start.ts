import {
  bearerAuthenticator,
  createTokenSigner,
  introspectedKeys,
  rememberFor,
  TOKEN_SETTINGS,
  tokenChecks,
} from '@stockproof/auth';
import { functionsFrom, type ProjectionFunctions } from '@stockproof/availability';
import { CANDIDATE_LIMITS, loadCandidate } from '@stockproof/candidates';
import { type Config, loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { BatchStrategy, BROKER_SETTINGS, requireContract, serviceBroker } from '@stockproof/kafka';
import { createPool, HeldShards } from '@stockproof/postgres';
import { openSecurityLog, refusalsTo } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { ProjectionModule } from './app.module.js';
import { FreshnessWatch } from './freshness/freshness-watch.js';
import { readFunctions } from './generations/sql/projection-function.js';
import type { Owned } from './shard/owned.js';
import { projectionMetrics } from './metrics.js';
import { openShard } from './open-shard/open-shard.js';
import { AvailabilityQueries } from './query/availability-queries.js';
import { AvailabilityStream } from './stream/availability-stream.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_AVAILABILITY_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_AVAILABILITY_DATABASE_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_KEY_CACHE_MS',
  'STOCKPROOF_PROJECT_MAX_BATCH',
  'STOCKPROOF_PROJECT_CONCURRENCY',
  'STOCKPROOF_PROJECT_MAX_WAIT_MS',
  'STOCKPROOF_STALL_TIMEOUT_MS',
  'STOCKPROOF_FRESHNESS_BOUND_MS',
  'STOCKPROOF_AVAILABILITY_PUBLIC',
  'STOCKPROOF_PROJECTIONS_DIR',
] as const;

type Settings = Config<(typeof SETTINGS)[number]>;

/** Composes the service, joins the consumer group and starts listening. */
export async function start(
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('availability-projection', logger, telemetry);
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const [ledger_topic, topic] = [prefix + TOPICS.ledgerChanges, prefix + TOPICS.availability];
  const max = config.STOCKPROOF_PROJECT_CONCURRENCY + 6;
  const pool = createPool({
    url: config.STOCKPROOF_AVAILABILITY_DATABASE_URL,
    application_name: 'availability-projection',
    max,
    by_key: true,
  });
  const broker = serviceBroker('availability-projection', config, logger);
  const { ordering_boundary } = await requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, prefix);
  const metrics = projectionMetrics(telemetry);
  const consumer_group = `${prefix}availability-projection`;
  const functions = await functionsOf(pool, config.STOCKPROOF_PROJECTIONS_DIR);
  const { partitions } = ordering_boundary;
  const stopping = new AbortController();
  const { signal } = stopping;
  const onRetry = logRetries(metrics, logger);
  const shards = new HeldShards<Owned>({
    pool,
    consumer_group,
    retry: { onRetry, signal },
    open: (held) =>
      openShard(
        { pool, broker, ledger_topic, availability_topic: topic, metrics, now_ms: Date.now, onRetry, signal },
        held,
      ),
    close: ({ publisher }) => publisher.close(),
  });
  const folding = { pool, functions, shards, partitions, onRetry, signal };
  const changes = {
    ...folding,
    metrics,
    onAnomaly: (anomaly: object): void =>
      logger.error({ anomaly }, 'the history of an offer is broken; propose a recovery'),
  };
  const repairs = {
    ...folding,
    broker,
    onUnreadable: (at: object): void =>
      logger.error({ at }, 'a message on the repairs topic is no repair; it is skipped'),
  };
  const queries = new AvailabilityQueries({
    pool,
    ledger_topic,
    freshness_bound_ms: config.STOCKPROOF_FRESHNESS_BOUND_MS,
    now_ms: Date.now,
  });
  const stream = new AvailabilityStream({ broker, topic, group_prefix: prefix, onFailed: fail });
  const app = await createHttpApp({
    title: 'availability',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    module: ProjectionModule.with({
      changes,
      repairs,
      queries,
      stream,
      authenticate: authenticator(config),
      security,
      public_open: config.STOCKPROOF_AVAILABILITY_PUBLIC,
    }),
    max_body_bytes: 262_144,
    health: { availability_database: () => pool.query('SELECT 1').then(() => null) },
  });
  const strategy = new BatchStrategy({
    broker,
    shards,
    group: consumer_group,
    topic_prefix: prefix,
    onFailed: fail,
    concurrency: config.STOCKPROOF_PROJECT_CONCURRENCY,
    max_batch: config.STOCKPROOF_PROJECT_MAX_BATCH,
    // A CDC row comes with its schema: a few kilobytes each.
    min_bytes: 1_048_576,
    max_wait_ms: config.STOCKPROOF_PROJECT_MAX_WAIT_MS,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
  app.connectMicroservice({ strategy });
  metrics.observe(() => strategy.lag());
  const freshness = new FreshnessWatch({
    broker,
    pool,
    ledger_topic,
    now_ms: Date.now,
    onFailed: fail,
    heartbeat_topic: prefix + TOPICS.heartbeats,
    group_prefix: prefix,
    positions: () => byPartition(ledger_topic, strategy.positions()),
  });
  await Promise.all([app.startAllMicroservices(), stream.start(), freshness.start()]);
  await app.listen(config.STOCKPROOF_AVAILABILITY_PORT, config.STOCKPROOF_HOST);
  return {
    stop: async () => {
      // // Aborted first, because a batch that waits for its database would keep the process from exiting.
      stopping.abort();
      await drain(app, () => Promise.all([strategy.close(), freshness.stop(), stream.stop()]));
      await Promise.all([pool.end(), security.close()]);
      await telemetry.shutdown();
    },
  };
}

function logRetries(
  metrics: ReturnType<typeof projectionMetrics>,
  logger: Logger,
): (error: Error, failures: number) => void {
  return (error, failures) => {
    metrics.retried(error);
    logger.warn({ err: error, failures }, 'projection transaction failed; retrying');
  };
}

/** It is asked for as long as the service runs; one that was ended is not waited for with every batch. */
const LIMITS = { ...CANDIDATE_LIMITS, total_ms: Infinity, rest_ms: 60_000 };

/**
 * A view made with a function that is not here cannot be gone on with: better to say so now than at the next
 * change.
 */
async function functionsOf(pool: Pool, folder: string): Promise<ProjectionFunctions> {
  const functions = functionsFrom((name, digest) => loadCandidate(folder, name, digest, LIMITS));
  await functions((await readFunctions(pool)).live);
  return functions;
}

function authenticator(config: Settings): ReturnType<typeof bearerAuthenticator> {
  const sign = createTokenSigner('availability-projection', config.STOCKPROOF_SERVICE_KEY_FILE);
  const keys = rememberFor(
    config.STOCKPROOF_KEY_CACHE_MS,
    introspectedKeys(config.STOCKPROOF_INGESTION_URL, sign),
  );
  return bearerAuthenticator(tokenChecks('availability-projection', config), keys);
}

/** Positions of one topic, by the partition's number. */
function byPartition(topic: string, positions: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const own = [...positions].filter(([name]) => name.startsWith(`${topic}/`));
  return new Map(own.map(([name, offset]) => [Number(name.slice(topic.length + 1)), offset]));
}
