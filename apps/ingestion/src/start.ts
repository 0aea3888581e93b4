import { readFile } from 'node:fs/promises';
import { bearerAuthenticator, rememberFor, TOKEN_SETTINGS, tokenChecks } from '@stockproof/auth';
import { loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { BROKER_SETTINGS, requireContract, serviceBroker } from '@stockproof/kafka';
import { createPool } from '@stockproof/postgres';
import { producerSigner } from '@stockproof/producer-signature';
import { openSecurityLog, refusalsTo } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { checkKey } from './api-keys/check-key.js';
import { IngestionModule } from './app.module.js';
import { BacklogWatch } from './backlog/backlog-watch.js';
import { ingestionMetrics } from './metrics.js';
import { sellerRate } from './accept-updates/seller-rate.js';
import { AcceptUpdates } from './accept-updates/accept-updates.js';
import { UpdateWriter } from './accept-updates/update-writer.js';
import { localRevocations } from './token-revocations/local-revocations.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_INGESTION_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_IDENTITY_DATABASE_URL',
  'STOCKPROOF_SECURITY_AUDIT_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_PRODUCER_KEY_FILE',
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_INGEST_MAX_BODY_BYTES',
  'STOCKPROOF_INGEST_MAX_EVENTS',
  'STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S',
  'STOCKPROOF_INGEST_MAX_PENDING',
  'STOCKPROOF_INGEST_LINGER_MS',
  'STOCKPROOF_INGEST_ACK_TIMEOUT_MS',
  'STOCKPROOF_INGEST_MAX_LAG',
  'STOCKPROOF_INGEST_MAX_SELLER_LAG',
  'STOCKPROOF_INGEST_MAX_SELLER_PENDING',
  'STOCKPROOF_INGEST_MAX_EVENTS_PER_S',
  'STOCKPROOF_KEY_CACHE_MS',
  'STOCKPROOF_KEY_DAYS',
  'STOCKPROOF_KEY_OVERLAP_HOURS',
  'STOCKPROOF_MAX_KEYS_PER_SELLER',
  'STOCKPROOF_KEY_COLLECT_MINUTES',
] as const;

/** Composes the service and starts listening. Rejects with ConfigError if a setting is bad. */
export async function start(logger: Logger, telemetry: Telemetry): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('ingestion', logger, telemetry);
  const pool = createPool({
    url: config.STOCKPROOF_IDENTITY_DATABASE_URL,
    application_name: 'ingestion',
    max: 4,
  });
  const security_audit = createPool({
    url: config.STOCKPROOF_SECURITY_AUDIT_URL,
    application_name: 'ingestion-security-audit',
    max: 1,
  });
  const broker = serviceBroker('ingestion', config, logger);
  const topic = config.STOCKPROOF_TOPIC_PREFIX + TOPICS.updates;
  const contract = await requireContract(
    broker,
    config.STOCKPROOF_CONTRACT_FILE,
    config.STOCKPROOF_TOPIC_PREFIX,
  );
  const { partitions } = contract.ordering_boundary;
  const producer = await broker.producer();
  const writer = new UpdateWriter(producer, { topic, linger_ms: config.STOCKPROOF_INGEST_LINGER_MS });
  const group = `${config.STOCKPROOF_TOPIC_PREFIX}command-handler`;
  const backlog = new BacklogWatch({
    broker,
    group,
    topic,
    max_lag: config.STOCKPROOF_INGEST_MAX_LAG,
    max_seller_lag: config.STOCKPROOF_INGEST_MAX_SELLER_LAG,
  });
  await backlog.start();
  const metrics = ingestionMetrics(telemetry);
  metrics.observe(() => ({ pending: writer.pending, lag: backlog.lag }));
  const updates = new AcceptUpdates({
    writer,
    partitions,
    sign: producerSigner(await readFile(config.STOCKPROOF_PRODUCER_KEY_FILE, 'utf8')),
    max_events: config.STOCKPROOF_INGEST_MAX_EVENTS,
    max_pending: config.STOCKPROOF_INGEST_MAX_PENDING,
    max_seller_pending: config.STOCKPROOF_INGEST_MAX_SELLER_PENDING,
    ack_timeout_ms: config.STOCKPROOF_INGEST_ACK_TIMEOUT_MS,
    now_ms: Date.now,
    backlog,
    spend: sellerRate(
      config.STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S,
      config.STOCKPROOF_INGEST_MAX_EVENTS_PER_S,
    ),
    metrics,
  });
  const key_rules = {
    lives_days: config.STOCKPROOF_KEY_DAYS,
    overlap_hours: config.STOCKPROOF_KEY_OVERLAP_HOURS,
    active_at_most: config.STOCKPROOF_MAX_KEYS_PER_SELLER,
    collect_minutes: config.STOCKPROOF_KEY_COLLECT_MINUTES,
  };
  const check = rememberFor(config.STOCKPROOF_KEY_CACHE_MS, (key) => checkKey(pool, key));
  const authenticate = bearerAuthenticator(
    tokenChecks('ingestion', config, () => localRevocations(pool)),
    check,
  );
  const app = await createHttpApp({
    title: 'ingestion',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    // // Introspection reads the database each time; the calling service caches the answer.
    module: IngestionModule.with({
      pool,
      security_audit,
      authenticate,
      security,
      checkKey: (key) => checkKey(pool, key),
      key_rules,
      updates,
    }),
    max_body_bytes: config.STOCKPROOF_INGEST_MAX_BODY_BYTES,
    health: { identity_database: () => pool.query('SELECT 1').then(() => null) },
  });
  await app.listen(config.STOCKPROOF_INGESTION_PORT, config.STOCKPROOF_HOST);
  return {
    stop: async () => {
      await drain(app);
      await writer.idle();
      await Promise.all([
        producer.close(),
        backlog.stop(),
        pool.end(),
        security_audit.end(),
        security.close(),
      ]);
      await telemetry.shutdown();
    },
  };
}
