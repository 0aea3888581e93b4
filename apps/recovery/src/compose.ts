import { readFile } from 'node:fs/promises';
import { TOPICS } from '@stockproof/events';
import type { RedriveReport } from '@stockproof/evidence';
import { producerSigner } from '@stockproof/producer-signature';
import type { OfferName } from '@stockproof/verification';
import type { RunRequest } from '@stockproof/recovery-run';
import type { SecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { alarmOfBreakGlass } from './break-glass/metrics.js';
import { codeVersion } from './contracts/code-version.js';
import { loadFlows } from './contracts/load-flows.js';
import type { RedriveContext } from './dead-letters/redrive/redrive-dead-letter.js';
import { snapshotsOf } from './engine/snapshot.js';
import { EvidencePublisher, keepAsFile } from './evidence/evidence-publisher.js';
import { EvidenceKeys } from './evidence/keys/evidence-keys.js';
import { functionsInFolder } from './flows/availability/functions-in-folder.js';
import { giveUpGeneration } from './flows/availability/promote-candidate.js';
import { openProjectionLag } from './flows/histories/projection-lag.js';
import { ownersOf } from './flows/owners.js';
import { recoverablesOf } from './flows/recoverables.js';
import type { OutcomesContext } from './outcomes/outcomes.controller.js';
import { glassActs } from './requests/glass-acts.js';
import { Recoveries } from './requests/recoveries.js';
import type { RequestWaits } from './requests/request-waits.js';
import { Runner } from './runs/runner.js';
import { Runs } from './runs/runs.js';
import type { Settings } from './settings.js';
import type { Sources } from './sources.js';

/** How long a redrive waits for the command handler to decide. */
const REDRIVE_WITHIN_MS = 30_000;

/** What operators ask, and what carries it out. */
export interface Recovering {
  readonly keys: EvidenceKeys;
  readonly publisher: EvidencePublisher;
  readonly runner: Runner;
  readonly recoveries: Recoveries;
}

/**
 * From the sources up: owners and flows, their contracts, the runs, the requests. Throws
 * RecoveryContractError, and what is wrong with the keys.
 */
export async function composeRecoveries(
  config: Settings,
  sources: Sources,
  { logger, telemetry, security }: { logger: Logger; telemetry: Telemetry; security: SecurityLog },
): Promise<Recovering> {
  const { pool, ledger, view, reservations, broker, contract, producer, heartbeat } = sources;
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const { partitions } = contract.ordering_boundary;
  const code_version = await codeVersion();
  const keys = await EvidenceKeys.open(config.STOCKPROOF_EVIDENCE_KEYS_DIR, {
    days: config.STOCKPROOF_EVIDENCE_KEY_DAYS,
    now_ms: Date.now,
  });
  const publisher = new EvidencePublisher({
    pool,
    producer,
    topic: prefix + TOPICS.evidence,
    keep: keepAsFile(config.STOCKPROOF_EVIDENCE_DIR),
    notify: { producer, topic: prefix + TOPICS.repairs, partitions },
  });
  const live = {
    ledger,
    view,
    broker,
    heartbeat,
    partitions,
    group_prefix: prefix,
    projection_group: `${prefix}availability-projection`,
    topics: { captured: prefix + TOPICS.ledgerChanges, availability: prefix + TOPICS.availability },
    barrier_ms: config.STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS,
  };
  const functions = functionsInFolder(config.STOCKPROOF_PROJECTIONS_DIR, logger);
  const asked_by = { producer, partitions, within_ms: live.barrier_ms };
  const owners = ownersOf(asked_by, prefix, { view, ledger, reservations });
  const recoverables = recoverablesOf({
    live,
    records: pool,
    reservations,
    ledger_at: snapshotsOf(config.STOCKPROOF_AUDIT_INVENTORY_URL),
    reservations_at: snapshotsOf(config.STOCKPROOF_AUDIT_RESERVATION_URL),
    functions,
    owners,
    history_may_end: contract.history.recovery_window !== 'unlimited',
  });
  const flows = await loadFlows(config.STOCKPROOF_CONTRACTS_DIR, recoverables);
  const of_runs = {
    runs: new Runs(pool),
    flows,
    keys,
    code_version,
    lease_ms: config.STOCKPROOF_RECOVERY_LEASE_MS,
    giveUp: (request: RunRequest) => giveUpGeneration(owners.view, request),
  };
  const watchLag = () => openProjectionLag(live);
  const runner = new Runner({ ...of_runs, publisher, watchLag, logger });
  const review_within_hours = config.STOCKPROOF_BREAK_GLASS_REVIEW_HOURS;
  const glass = glassActs(security, alarmOfBreakGlass(telemetry, logger, pool, review_within_hours));
  const recoveries = new Recoveries({ ...of_runs, runner, functions, glass, now_ms: Date.now });
  return { keys, publisher, runner, recoveries };
}

/** What settles dead letters. Throws when the key that signs redriven messages cannot be read. */
export async function composeDeadLetters(
  config: Settings,
  { pool, ledger, redriver, producer, contract }: Sources,
  recoveries: Recoveries,
  waits: RequestWaits,
): Promise<RedriveContext> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  return {
    records: pool,
    ledger,
    producer: redriver,
    asker: producer,
    updates_topic: prefix + TOPICS.updates,
    sign: producerSigner(await readFile(config.STOCKPROOF_PRODUCER_KEY_FILE, 'utf8')),
    stock_repairs_topic: prefix + TOPICS.stockRepairs,
    contract,
    now_ms: Date.now,
    verify: (offer: OfferName, redrive: RedriveReport) => recoveries.verifyOffer(offer, redrive, waits),
    waitFor: (check: () => Promise<boolean>) => waits.until(check, REDRIVE_WITHIN_MS),
  };
}

/** What compares rejections and dead letters with their topics. */
export function composeOutcomes(
  config: Settings,
  { pool, ledger, broker, producer, contract }: Sources,
  waits: RequestWaits,
): OutcomesContext {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  return {
    records: pool,
    ledger,
    broker,
    producer,
    partitions: contract.ordering_boundary.partitions,
    group_prefix: prefix,
    stock_repairs_topic: prefix + TOPICS.stockRepairs,
    topics: { rejections: prefix + TOPICS.rejections, dead_letters: prefix + TOPICS.deadLetters },
    barrier_ms: config.STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS,
    now_ms: Date.now,
    waitFor: (check: () => Promise<boolean>, within_ms: number) => waits.until(check, within_ms),
  };
}
