import { readFile } from 'node:fs/promises';
import {
  bearerAuthenticator,
  createTokenSigner,
  introspectedKeys,
  rememberFor,
  TOKEN_SETTINGS,
  tokenChecks,
} from '@stockproof/auth';
import { loadConfig } from '@stockproof/config';
import { ConnectorWatch } from '@stockproof/connectors';
import { TOPICS } from '@stockproof/events';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { BatchStrategy, BROKER_SETTINGS, requireContract, serviceBroker } from '@stockproof/kafka';
import { checkSignature, parseRootKeys } from '@stockproof/producer-signature';
import { BoundClient, createPool, HeldShards } from '@stockproof/postgres';
import { openSecurityLog, refusalsTo, type SecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { DataSource } from 'typeorm';
import { CommandHandlerModule } from './app.module.js';
import { ShardSession } from './apply-batch/session.js';
import { carryOutRemedy } from './connectors/carry-out-remedy.js';
import { connectorHealth } from './connectors/connector-health.js';
import { observeConnectors } from './connectors/connector-metrics.js';
import { Bucket } from './ledger-queries/entities/bucket.entity.js';
import { StockOnHand } from './ledger-queries/entities/stock-on-hand.entity.js';
import { InventoryTransaction } from './ledger-queries/entities/transaction.entity.js';
import { commandMetrics } from './metrics.js';
import { readSlotLag } from './outcomes/read-slot-lag.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_COMMAND_HANDLER_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_INVENTORY_DATABASE_URL',
  'STOCKPROOF_CONNECT_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_PRODUCER_ROOTS_FILE',
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_KEY_CACHE_MS',
  'STOCKPROOF_APPLY_MAX_BATCH',
  'STOCKPROOF_APPLY_CONCURRENCY',
  'STOCKPROOF_APPLY_MAX_WAIT_MS',
  'STOCKPROOF_STALL_TIMEOUT_MS',
] as const;

/** Composes the service, joins the consumer group and starts listening. */
export async function start(
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('command-handler', logger, telemetry);
  const url = config.STOCKPROOF_INVENTORY_DATABASE_URL;
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const pool = createPool({
    url,
    application_name: 'command-handler',
    max: config.STOCKPROOF_APPLY_CONCURRENCY + 3,
    by_key: true,
  });
  const ledger = await openLedger(url);
  const broker = serviceBroker('command-handler', config, logger);
  const { ordering_boundary } = await requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, prefix);
  const metrics = commandMetrics(telemetry);
  const consumer_group = `${prefix}command-handler`;
  const stopping = new AbortController();
  const { signal } = stopping;
  const onRetry = (error: Error, failures: number): void => {
    metrics.retried(error, failures);
    logger.warn({ err: error, failures }, 'ledger transaction failed; retrying');
  };
  const shards = new HeldShards({
    pool,
    consumer_group,
    retry: { onRetry, signal },
    open: (held) => new ShardSession(held),
  });
  const topics = {
    rejections_topic: prefix + TOPICS.rejections,
    command_outcomes_topic: prefix + TOPICS.commandOutcomes,
    dead_letters_topic: prefix + TOPICS.deadLetters,
  };
  const updates = {
    pool,
    metrics,
    shards,
    onRetry,
    signal,
    topics,
    checkProducer: checkSignature(
      parseRootKeys(await readFile(config.STOCKPROOF_PRODUCER_ROOTS_FILE, 'utf8')),
    ),
    topic_prefix: prefix,
    partitions: ordering_boundary.partitions,
    now_ms: Date.now,
  };
  const repairs = {
    pool,
    shards,
    topics,
    onRetry,
    signal,
    onUnreadable: (at: object): void =>
      logger.error({ at }, 'a message on the repairs topic is no repair; it is skipped'),
  };
  const watch = watchConnectors(url, config.STOCKPROOF_CONNECT_URL, security, logger);
  const sign = createTokenSigner('command-handler', config.STOCKPROOF_SERVICE_KEY_FILE);
  const checkKey = rememberFor(
    config.STOCKPROOF_KEY_CACHE_MS,
    introspectedKeys(config.STOCKPROOF_INGESTION_URL, sign),
  );
  const authenticate = bearerAuthenticator(tokenChecks('command-handler', config), checkKey);
  const app = await createHttpApp({
    title: 'command handler',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    module: CommandHandlerModule.with({
      commands_topic: prefix + TOPICS.stockCommands,
      pool,
      ledger,
      updates,
      repairs,
      watch,
      authenticate,
      security,
    }),
    max_body_bytes: 65_536,
    health: { inventory_database: () => pool.query('SELECT 1').then(() => null), ...connectorHealth(watch) },
  });
  const strategy = new BatchStrategy({
    broker,
    shards,
    group: consumer_group,
    never_goes_back: true,
    topic_prefix: prefix,
    onFailed: fail,
    concurrency: config.STOCKPROOF_APPLY_CONCURRENCY,
    max_batch: config.STOCKPROOF_APPLY_MAX_BATCH,
    min_bytes: 65_536,
    max_wait_ms: config.STOCKPROOF_APPLY_MAX_WAIT_MS,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
  app.connectMicroservice({ strategy });
  observeConnectors(telemetry, watch);
  watch.start();
  metrics.observe({ lag: () => strategy.lag(), slots: () => readSlotLag(pool) });
  await app.startAllMicroservices();
  await app.listen(config.STOCKPROOF_COMMAND_HANDLER_PORT, config.STOCKPROOF_HOST);
  return {
    stop: async () => {
      // // Aborted first, because a batch that waits for its database would keep the process from exiting.
      stopping.abort();
      await drain(app, () => Promise.all([strategy.close(), watch.stop()]));
      await Promise.all([pool.end(), ledger.destroy(), security.close()]);
      await telemetry.shutdown();
    },
  };
}

/** It has connections of its own, so that it and the batches do not wait for each other. */
function watchConnectors(
  url: string,
  connect_url: string,
  security: SecurityLog,
  logger: Logger,
): ConnectorWatch {
  return new ConnectorWatch({
    pool: createPool({ url, application_name: 'connector-watch', max: 2 }),
    connect_url,
    now_ms: Date.now,
    onChanged: ({ name, state, reason, detail }) => logger.warn({ connector: name, state, reason }, detail),
    carryOut: carryOutRemedy(security, logger),
    onFailed: (error) => logger.warn({ err: error }, 'connector watch: a check failed; the next one follows'),
  });
}

/** For queries; the hot path has its own pool and SQL. */
function openLedger(url: string): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: [StockOnHand, Bucket, InventoryTransaction],
    applicationName: 'command-handler queries',
    poolSize: 3,
    poolErrorHandler: () => undefined,
    extra: { Client: BoundClient },
  });
  return source.initialize();
}
