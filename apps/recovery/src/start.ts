import { readFile } from 'node:fs/promises';
import { functionsFrom, type ProjectionFunctions } from '@stockproof/availability';
import { bearerAuthenticator, noSellers, TOKEN_SETTINGS, tokenChecks } from '@stockproof/auth';
import { confinement, loadCandidate } from '@stockproof/candidates';
import { type Config, loadConfig } from '@stockproof/config';
import { TOPICS } from '@stockproof/events';
import type { RedriveTold } from '@stockproof/evidence';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { BROKER_SETTINGS, type BrokerProducer, requireContract, serviceBroker } from '@stockproof/kafka';
import { createPool } from '@stockproof/postgres';
import { producerSigner } from '@stockproof/producer-signature';
import type { OfferName } from '@stockproof/verification';
import type { RunRequest } from '@stockproof/recovery-run';
import { openSecurityLog, refusalsTo } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { RecoveryModule } from './app.module.js';
import { glassActs } from './requests/glass-acts.js';
import { AnchorCheckpoints } from './checkpoints/anchor-checkpoints.js';
import { TakeCheckpoints } from './checkpoints/take-checkpoints.js';
import { ContinuousVerify } from './confidence/continuous-verify.js';
import { ProposeRepairs } from './confidence/propose-repairs.js';
import { codeVersion } from './contracts/code-version.js';
import { loadFlows, type Recoverables } from './contracts/load-flows.js';
import { EvidenceKeys } from './evidence/keys/evidence-keys.js';
import { keepAsFile } from './evidence/keep-as-file.js';
import { EvidencePublisher } from './evidence/evidence-publisher.js';
import { giveUpGeneration } from './flows/availability/promote-candidate.js';
import { HeartbeatWatch } from './flows/histories/heartbeat-watch.js';
import type { HistoryContext } from './flows/histories/histories.js';
import { snapshotsOf } from './engine/snapshot.js';
import { ResumeRuns } from './runs/resume-runs.js';
import { Runner } from './runs/runner.js';
import { type Owners, ownersOf } from './flows/owners.js';
import { reservationFlow } from './flows/reservations/reservation-flow.js';
import { availabilityFlow, stockTablesFlow } from './flows/stock/stock-flows.js';
import { alarmOfBreakGlass } from './break-glass/metrics.js';
import { Recoveries } from './requests/recoveries.js';
import { RequestWaits } from './requests/request-waits.js';
import { Runs } from './runs/runs.js';

const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_RECOVERY_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_REDRIVE_KAFKA_LOGIN',
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_RECOVERY_DATABASE_URL',
  'STOCKPROOF_AUDIT_INVENTORY_URL',
  'STOCKPROOF_AUDIT_AVAILABILITY_URL',
  'STOCKPROOF_AUDIT_RESERVATION_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_PRODUCER_KEY_FILE',
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_CONTRACTS_DIR',
  'STOCKPROOF_EVIDENCE_KEYS_DIR',
  'STOCKPROOF_EVIDENCE_KEY_DAYS',
  'STOCKPROOF_EVIDENCE_DIR',
  'STOCKPROOF_RECOVERY_BARRIER_MS',
  'STOCKPROOF_RECOVERY_LEASE_MS',
  'STOCKPROOF_PROJECTIONS_DIR',
  'STOCKPROOF_CHECKPOINT_EVERY_MS',
  'STOCKPROOF_ANCHOR_FILE',
  'STOCKPROOF_VERIFY_EVERY_MS',
  'STOCKPROOF_VERIFY_OFFERS',
  'STOCKPROOF_PROPOSE_EVERY_MS',
  'STOCKPROOF_BREAK_GLASS_REVIEW_HOURS',
] as const;

/** How long a redrive waits for the command handler to decide. */
const REDRIVE_WITHIN_MS = 30_000;

type Settings = Config<(typeof SETTINGS)[number]>;

/** Puts the service together, takes up what was left unfinished, and listens. */
export async function start(
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('recovery', logger, telemetry);
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const pool = createPool({
    url: config.STOCKPROOF_RECOVERY_DATABASE_URL,
    application_name: 'recovery',
    max: 12,
  });
  const ledger = createPool({
    url: config.STOCKPROOF_AUDIT_INVENTORY_URL,
    application_name: 'recovery',
    max: 4,
  });
  const view = createPool({
    url: config.STOCKPROOF_AUDIT_AVAILABILITY_URL,
    application_name: 'recovery',
    max: 4,
  });
  const reservations = createPool({
    url: config.STOCKPROOF_AUDIT_RESERVATION_URL,
    application_name: 'recovery',
    max: 4,
  });
  const broker = serviceBroker('recovery', config, logger);
  const contract = await requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, prefix);
  const { partitions } = contract.ordering_boundary;
  const [code_version, keys, producer, redriver] = await Promise.all([
    codeVersion(),
    EvidenceKeys.open(config.STOCKPROOF_EVIDENCE_KEYS_DIR, {
      days: config.STOCKPROOF_EVIDENCE_KEY_DAYS,
      now_ms: Date.now,
    }),
    broker.producer(),
    redriveProducer(config, logger),
  ]);
  const heartbeat = new HeartbeatWatch({
    broker,
    topic: prefix + TOPICS.heartbeats,
    group_prefix: prefix,
    onFailed: fail,
  });
  await heartbeat.start();
  const runs = new Runs(pool);
  const publisher = new EvidencePublisher({
    pool,
    producer,
    topic: prefix + TOPICS.evidence,
    keep: keepAsFile(config.STOCKPROOF_EVIDENCE_DIR),
    tell: { producer, topic: prefix + TOPICS.repairs, partitions },
  });
  const lease_ms = config.STOCKPROOF_RECOVERY_LEASE_MS;
  const functions = functionsAsTheyAre(config.STOCKPROOF_PROJECTIONS_DIR, logger);
  const live = {
    ledger,
    view,
    broker,
    heartbeat,
    partitions,
    group_prefix: prefix,
    projection_group: `${prefix}availability-projection`,
    topics: { captured: prefix + TOPICS.ledgerChanges, availability: prefix + TOPICS.availability },
    barrier_ms: config.STOCKPROOF_RECOVERY_BARRIER_MS,
  };
  const owners = ownersOf({ producer, partitions, within_ms: live.barrier_ms }, prefix, {
    view,
    ledger,
    reservations,
  });
  const flows = await loadFlows(
    config.STOCKPROOF_CONTRACTS_DIR,
    recoverables(config, {
      live,
      records: pool,
      functions,
      owners,
      reservations,
      history_may_end: contract.history.recovery_window !== 'unlimited',
    }),
  );
  const giveUp = (request: RunRequest): Promise<void> => giveUpGeneration(owners.view, request);
  const runner = new Runner({ runs, flows, keys, publisher, giveUp, lease_ms, code_version, logger, live });
  const review_within_hours = config.STOCKPROOF_BREAK_GLASS_REVIEW_HOURS;
  const glass = glassActs(security, alarmOfBreakGlass(telemetry, logger, pool, review_within_hours));
  const recoveries = new Recoveries({
    runs,
    runner,
    flows,
    keys,
    code_version,
    functions,
    giveUp,
    glass,
    lease_ms,
    now_ms: Date.now,
  });
  const waits = new RequestWaits();
  const dead_letters = {
    records: pool,
    ledger,
    producer: redriver,
    asker: producer,
    updates_topic: prefix + TOPICS.updates,
    sign: producerSigner(await readFile(config.STOCKPROOF_PRODUCER_KEY_FILE, 'utf8')),
    stock_repairs_topic: prefix + TOPICS.stockRepairs,
    contract,
    now_ms: Date.now,
    verify: (offer: OfferName, redrive: RedriveTold) => recoveries.verifyOffer(offer, redrive, waits),
    waitFor: (check: () => Promise<boolean>) => waits.until(check, REDRIVE_WITHIN_MS),
  };
  const outcomes = {
    records: pool,
    ledger,
    broker,
    producer,
    partitions,
    group_prefix: prefix,
    stock_repairs_topic: prefix + TOPICS.stockRepairs,
    topics: { rejections: prefix + TOPICS.rejections, dead_letters: prefix + TOPICS.deadLetters },
    barrier_ms: live.barrier_ms,
    now_ms: Date.now,
    waitFor: (check: () => Promise<boolean>, within_ms: number) => waits.until(check, within_ms),
  };
  const app = await createHttpApp({
    title: 'recovery',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    module: RecoveryModule.with({
      pool,
      ledger,
      view,
      keys,
      recoveries,
      dead_letters,
      outcomes,
      review_within_hours,
      // Sellers have nothing to ask for here, so their keys are not even looked up.
      authenticate: bearerAuthenticator(tokenChecks('recovery', config), noSellers),
      security,
    }),
    max_body_bytes: 4_194_304,
    health: { recovery_database: () => pool.query('SELECT 1').then(() => null) },
  });
  const tasks = tasksOf(config, { pool, ledger, view, keys, runner, recoveries, logger });
  await publisher.publish();
  for (const task of tasks) await task.start();
  await app.listen(config.STOCKPROOF_RECOVERY_PORT, config.STOCKPROOF_HOST);
  return {
    stop: async () => {
      waits.stop();
      await drain(app, () => stopInTurn(tasks));
      await Promise.all([runner.stop(), heartbeat.stop()]);
      await Promise.all([producer.close(), redriver.close()]);
      await Promise.all([
        pool.end(),
        ledger.end(),
        view.end(),
        reservations.end(),
        security.close(),
        telemetry.shutdown(),
      ]);
    },
  };
}

async function stopInTurn(tasks: ReturnType<typeof tasksOf>): Promise<void> {
  for (const task of tasks) await task.stop();
}

/** The one producer here that may write updates. Everything else in this process can not, by the broker's word. */
function redriveProducer(config: Settings, logger: Logger): Promise<BrokerProducer> {
  const login = config.STOCKPROOF_REDRIVE_KAFKA_LOGIN || config.STOCKPROOF_KAFKA_LOGIN;
  return serviceBroker('recovery-redrive', { ...config, STOCKPROOF_KAFKA_LOGIN: login }, logger).producer();
}

/** Read anew each time: a candidate is a file that may be replaced until it is approved. */
function functionsAsTheyAre(folder: string, logger: Logger): ProjectionFunctions {
  const load = async (file: string, digest?: string): ReturnType<typeof loadCandidate> => {
    const { without_network, as_nobody, alone } = await confinement();
    logger.info(
      { candidate: file, without_network, as_nobody, alone },
      'a candidate runs in a process without rights (ADR 0039)',
    );
    return loadCandidate(folder, file, digest);
  };
  return (name) => functionsFrom(load)(name);
}

interface FlowParts {
  readonly live: HistoryContext;
  readonly records: Pool;
  readonly reservations: Pool;
  readonly functions: ProjectionFunctions;
  readonly owners: Owners;
  readonly history_may_end: boolean;
}

/** Everything that can be recovered, by the flow of its contract. */
function recoverables(
  config: Settings,
  { live, records, reservations, functions, owners, history_may_end }: FlowParts,
): Recoverables {
  const stock = {
    ...live,
    records,
    functions,
    history_may_end,
    ledger_at: snapshotsOf(config.STOCKPROOF_AUDIT_INVENTORY_URL),
    view_owner: owners.view,
    stock_owner: owners.stock,
  };
  const of_reservations = {
    ...live,
    records,
    reservations,
    ledger_at: stock.ledger_at,
    reservations_at: snapshotsOf(config.STOCKPROOF_AUDIT_RESERVATION_URL),
    reservation_group: `${live.group_prefix}reservation`,
    commands_topic: live.group_prefix + TOPICS.stockCommands,
  };
  return {
    'inventory-availability-projection': availabilityFlow(stock),
    'inventory-stock-tables': stockTablesFlow(stock),
    'reservation-view': reservationFlow(of_reservations, owners.reservations),
  };
}

interface TaskParts {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly view: Pool;
  readonly keys: EvidenceKeys;
  readonly runner: Runner;
  readonly recoveries: Recoveries;
  readonly logger: Logger;
}

/** What the service does by itself, each in its own time. */
function tasksOf(
  config: Settings,
  { pool, ledger, view, keys, runner, recoveries, logger }: TaskParts,
): readonly { start(): Promise<void> | void; stop(): Promise<void> | void }[] {
  const failed =
    (task: string) =>
    (err: Error): void =>
      logger.warn({ err, task }, `${task} failed, the next turn comes at its time`);
  return [
    new TakeCheckpoints({
      pool,
      ledger,
      keys,
      onFailed: failed('checkpoint signing'),
      every_ms: config.STOCKPROOF_CHECKPOINT_EVERY_MS,
      anchor:
        config.STOCKPROOF_ANCHOR_FILE === '' ? null : new AnchorCheckpoints(config.STOCKPROOF_ANCHOR_FILE),
      now_ms: Date.now,
    }),
    new ResumeRuns(pool, runner, config.STOCKPROOF_RECOVERY_LEASE_MS / 2, failed('resuming runs')),
    new ContinuousVerify({
      ledger,
      recoveries,
      onFailed: failed('continuous verification'),
      every_ms: config.STOCKPROOF_VERIFY_EVERY_MS,
      offers: config.STOCKPROOF_VERIFY_OFFERS,
    }),
    new ProposeRepairs({
      records: pool,
      view,
      recoveries,
      onFailed: failed('proposing repairs'),
      every_ms: config.STOCKPROOF_PROPOSE_EVERY_MS,
    }),
  ];
}
