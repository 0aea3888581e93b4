import { bearerAuthenticator, noSellers, TOKEN_SETTINGS, tokenChecks } from '@stockproof/auth';
import { loadConfig } from '@stockproof/config';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { BatchStrategy, BROKER_SETTINGS, requireContract, serviceBroker } from '@stockproof/kafka';
import { createPool, HeldShards } from '@stockproof/postgres';
import { openSecurityLog, refusalsTo } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { ReservationModule } from './app.module.js';
import { DriveSagas } from './drive/drive-sagas.js';
import { observeSagas } from './metrics.js';
import { Reservations } from './requests/reservations.js';
import { StockCommandWriter } from './requests/stock-command-writer.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_RESERVATION_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_RESERVATION_DATABASE_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_STALL_TIMEOUT_MS',
  'STOCKPROOF_RESERVATION_MAX_OPEN_PER_CLIENT',
  'STOCKPROOF_RESERVATION_MAX_UNITS_PER_CLIENT',
  'STOCKPROOF_RESERVATION_MAX_HOLD_S',
] as const;

/** Composes the service, joins the consumer group, drives unfinished sagas, and starts listening. */
export async function start(
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('reservation', logger, telemetry);
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const pool = createPool({
    url: config.STOCKPROOF_RESERVATION_DATABASE_URL,
    application_name: 'reservation',
    max: 16,
    by_key: true,
  });
  const broker = serviceBroker('reservation', config, logger);
  const { ordering_boundary } = await requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, prefix);
  const producer = await broker.producer();
  const reservations = new Reservations({
    pool,
    now_ms: Date.now,
    quota: {
      open_at_most: config.STOCKPROOF_RESERVATION_MAX_OPEN_PER_CLIENT,
      units_at_most: config.STOCKPROOF_RESERVATION_MAX_UNITS_PER_CLIENT,
      max_hold_s: config.STOCKPROOF_RESERVATION_MAX_HOLD_S,
    },
    writer: new StockCommandWriter(producer, prefix, ordering_boundary.partitions),
    onUnsent: (error) =>
      logger.warn({ err: error }, 'commands could not be sent; they go again when their time is up'),
  });
  const consumer_group = `${prefix}reservation`;
  const stopping = new AbortController();
  const { signal } = stopping;
  const onRetry = (error: Error, failures: number): void =>
    logger.warn({ err: error, failures }, 'reservation transaction failed; retrying');
  const onSkipped = (what: object, why: Error): void =>
    logger.error({ ...what, err: why }, 'reservation: a ledger answer was skipped');
  const onConflict = (what: object): void =>
    logger.error(
      what,
      'reservation saga: a line failed for good: the id of its command stands for another request in the ledger; see docs/runbooks/13-a-failed-reservation.md',
    );
  const shards = new HeldShards({ pool, consumer_group, retry: { onRetry, signal }, open: (held) => held });
  const outcomes = {
    pool,
    shards,
    reservations,
    topic_prefix: prefix,
    retry: { onRetry, signal },
    onConflict,
    onSkipped,
  };
  const repairs = {
    pool,
    shards,
    retry: { onRetry, signal },
    onUnreadable: (at: object): void => logger.warn(at, 'a message that is no repair was skipped'),
  };
  const driver = new DriveSagas({
    pool,
    reservations,
    now_ms: Date.now,
    onStuck: (due) => logger.error(due, 'a reservation is stuck: its commands get no answer'),
    onFailed: (error) => logger.warn({ err: error }, 'saga driver: a turn failed; the next one follows'),
  });
  const app = await createHttpApp({
    title: 'reservation',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    module: ReservationModule.with({
      pool,
      reservations,
      outcomes,
      repairs,
      authenticate: bearerAuthenticator(tokenChecks('reservation', config), noSellers),
      security,
    }),
    max_body_bytes: 262_144,
    health: { reservation_database: () => pool.query('SELECT 1').then(() => null) },
  });
  const strategy = new BatchStrategy({
    broker,
    shards,
    group: consumer_group,
    never_goes_back: true,
    topic_prefix: prefix,
    onFailed: fail,
    // // Most CDC rows belong to no reservation, so larger batches need fewer transactions for the offset.
    concurrency: 2,
    max_batch: 500,
    min_bytes: 1_048_576,
    max_wait_ms: 50,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
  app.connectMicroservice({ strategy });
  observeSagas(telemetry, pool, () => strategy.lag());
  await app.startAllMicroservices();
  driver.start();
  await app.listen(config.STOCKPROOF_RESERVATION_PORT, config.STOCKPROOF_HOST);
  return {
    stop: async () => {
      // // Aborted first, because a batch that waits for its database would keep the process from exiting.
      stopping.abort();
      await drain(app, () => Promise.all([strategy.close(), driver.stop()]));
      await producer.close();
      await Promise.all([pool.end(), security.close(), telemetry.shutdown()]);
    },
  };
}
