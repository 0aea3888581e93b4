import { createPrivateKey } from 'node:crypto';
import { functionsFrom } from '@stockproof/availability';
import { canonicalDigest } from '@stockproof/evidence';
import { TOPICS } from '@stockproof/events';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Logger } from '@stockproof/telemetry';
import { partOf } from '@stockproof/testing/kit';
import { EvidencePublisher } from '../../../../apps/recovery/src/evidence/evidence-publisher.js';
import { HeartbeatWatch } from '../../../../apps/recovery/src/flows/histories/heartbeat-watch.js';
import { ResumeRuns } from '../../../../apps/recovery/src/runs/resume-runs.js';
import { Runner } from '../../../../apps/recovery/src/runs/runner.js';
import { ownersOf } from '../../../../apps/recovery/src/flows/owners.js';
import { availabilityFlow } from '../../../../apps/recovery/src/flows/availability/availability-flow.js';
import { openProjectionLag } from '../../../../apps/recovery/src/flows/histories/projection-lag.js';
import type { StockFlowContext } from '../../../../apps/recovery/src/flows/ledger/ledger-flow.js';
import {
  LEDGER_FLOW,
  ledgerRowsFlow,
} from '../../../../apps/recovery/src/flows/ledger-rows/ledger-rows-flow.js';
import { stockTablesFlow } from '../../../../apps/recovery/src/flows/stock/stock-tables-flow.js';
import { Recoveries } from '../../../../apps/recovery/src/requests/recoveries.js';
import { Runs } from '../../../../apps/recovery/src/runs/runs.js';
import { simSnapshots } from '../../postgres/sim-snapshots.js';
import type { SimDatabase } from '../../postgres/sim-database.js';
import { GROUPS, type Machine, ignore } from './service.js';

/** The signing key of every world; it protects nothing. */
const SIGNING = {
  key_id: 'evidence-1',
  key: createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
    format: 'der',
    type: 'pkcs8',
  }),
};
/** A ledger of a world is verified at once. */
const AT_ONCE = {
  view_at: () => Promise.reject(new Error('no view is read by range')),
  offers_in_range: Infinity,
  units: {
    holder: 'simulated',
    code_version: 'simulated',
    lease_ms: 4_000,
    at_once: 1,
    exchangeKey: () => Promise.reject(new Error('nothing is verified in units')),
    coordinated: new Set<string>(),
    logger: { warn: ignore },
    onEnd: ignore,
  },
};
const signer = () => Promise.resolve({ ...SIGNING, valid_from: '' });
const LEASE_MS = 4_000;
const BARRIER_MS = 8_000;
const CODE_VERSION = 'simulated';
const quiet = partOf<Logger>({ error: ignore, warn: ignore, info: ignore });

/** The service's parameters besides its machine. */
export interface RecoveryParts {
  readonly contracts: readonly RecoveryContract[];
  readonly ledger: SimDatabase;
  readonly partitions: number;
}

/** Starts the recovery service: requests, plans, approvals, runs under a lease, evidence. */
export async function startRecovery(
  { broker, pool, process }: Machine,
  { contracts, ledger: database, partitions }: RecoveryParts,
  failed: (cause: Error) => void,
): Promise<Recoveries> {
  const [records, ledger, view] = [pool('records'), pool('ledger'), pool('view')];
  const reservations = pool('reservations');
  const producer = await broker.producer();
  const topic = TOPICS.heartbeats;
  const heartbeat = new HeartbeatWatch({ broker, topic, group_prefix: '', onFailed: failed });
  await heartbeat.start();
  const runs = new Runs(records);
  const notify = { producer, topic: TOPICS.repairs, partitions };
  const keep = () => Promise.resolve();
  const publisher = new EvidencePublisher({ pool: records, producer, topic: TOPICS.evidence, keep, notify });
  const live = {
    ledger,
    view,
    broker,
    heartbeat,
    sealed: null,
    partitions,
    group_prefix: '',
    projection_group: GROUPS.projection,
    barrier_ms: BARRIER_MS,
    topics: { captured: TOPICS.ledgerChanges, availability: TOPICS.availability },
  };
  const pools = { view, ledger, reservations };
  const owners = ownersOf({ producer, partitions, within_ms: BARRIER_MS }, '', pools);
  const functions = functionsFrom(() => Promise.reject(new Error('there are no candidates')));
  const stock = {
    ...live,
    records,
    functions,
    history_may_end: false,
    ledger_at: simSnapshots(database, process),
    ...AT_ONCE,
    stock_capture: null,
    view_owner: owners.view,
    stock_owner: owners.stock,
  };
  const flows = flowsOf(contracts, stock);
  const runner = new Runner({
    runs,
    flows,
    keys: { signer, rotateWhenDue: () => Promise.resolve() },
    publisher,
    lease_ms: LEASE_MS,
    code_version: CODE_VERSION,
    logger: quiet,
    watchLag: () => openProjectionLag(live),
    giveUp: () => Promise.resolve(),
  });
  const recoveries = new Recoveries({
    runs,
    runner,
    flows,
    code_version: CODE_VERSION,
    functions,
    lease_ms: LEASE_MS,
    now_ms: Date.now,
    giveUp: () => Promise.resolve(),
    keys: { signer },
    glass: { breaking: () => Promise.resolve(), broken: () => undefined },
  });
  new ResumeRuns(records, runner, LEASE_MS / 2, ignore).start();
  // As at the start of the service: sealed records that were not published go first.
  void publisher.publish().catch(ignore);
  return recoveries;
}

function flowsOf(contracts: readonly RecoveryContract[], stock: StockFlowContext) {
  const recoverables = {
    'inventory-availability-projection': availabilityFlow(stock),
    'inventory-stock-tables': stockTablesFlow(stock),
    [LEDGER_FLOW]: ledgerRowsFlow(stock),
  };
  return new Map(
    contracts.flatMap((contract) => {
      const recoverable = recoverables[contract.flow as keyof typeof recoverables];
      return recoverable === undefined
        ? []
        : [[contract.flow, { contract, digest: canonicalDigest(contract), recoverable }] as const];
    }),
  );
}
