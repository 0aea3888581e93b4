import { createHash, randomUUID } from 'node:crypto';
import { BUILT_IN } from '@stockproof/availability';
import { createPool } from '@stockproof/postgres';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { testBroker } from '@stockproof/testing';
import { snapshotsOf } from '../../../apps/recovery/src/engine/snapshot.js';
import type { UnitContext } from '../../../apps/recovery/src/flows/ledger/units/unit-context.js';
import type { DividedContext } from '../../../apps/recovery/src/flows/ledger/units/verify-ranges.js';
import { benchKeys } from './bench-keys.js';
import { GROUP, type Histories, PARTITIONS } from './fill-histories.js';

const BARRIER_MS = 100;

export interface ContextOptions {
  readonly trusts: 'sealed' | 'kafka';
  readonly offers_in_range: number;
  readonly offsets_in_memory?: number;
  /** For DuckDB; removed by the caller. */
  readonly folder: string;
  readonly onStep?: (step: string) => void;
  /** Of the process as it works on units; the rest is as in a service. */
  readonly units?: Partial<UnitContext>;
}

/** What a verification of filled histories needs, as the recovery service has it. The barrier is always passed. */
export async function verificationContext(
  at: Histories,
  { trusts, folder, onStep, units, ...bounds }: ContextOptions,
): Promise<{ readonly context: DividedContext; close(): Promise<void> }> {
  const [ledger, view, records] = [at.ledger_url, at.view_url, at.records_url].map((url) =>
    createPool({ url, application_name: 'verification', max: 4, by_key: true }),
  );
  if (ledger === undefined || view === undefined || records === undefined) throw new Error('no databases');
  const workspace = await Workspace.open({ folder, cache_mib: 0 });
  const keys = await benchKeys(records, at.keys_folder);
  const sealed = { records, store: openObjectStore(at.store_url), workspace, keys };
  const context = {
    ...bounds,
    ledger,
    view,
    records,
    broker: testBroker(),
    heartbeat: { consumed: () => true },
    partitions: PARTITIONS,
    group_prefix: GROUP,
    projection_group: GROUP,
    sealed: trusts === 'sealed' ? sealed : null,
    topics: { captured: at.captured, availability: at.availability },
    barrier_ms: BARRIER_MS,
    ledger_at: snapshotsOf(at.ledger_url),
    view_at: snapshotsOf(at.view_url),
    functions: () => Promise.resolve(BUILT_IN),
    history_may_end: false,
    onStep: (step: string) => Promise.resolve(onStep?.(step)),
    units: { ...unitContext(at), ...units },
  };
  const close = async (): Promise<void> => {
    await Promise.all([ledger, view, records].map((pool) => pool.end()));
    await workspace.close();
  };
  return { context, close };
}

/** As the recovery service has it; processes over the same histories work together. */
function unitContext({ keys_folder }: Histories): UnitContext {
  return {
    holder: `${process.pid}/${randomUUID()}`,
    code_version: 'bench',
    lease_ms: 10_000,
    at_once: 2,
    exchangeKey: () => Promise.resolve(createHash('sha256').update(keys_folder).digest()),
    coordinated: new Set(),
    logger: { warn: console.error },
    onEnd: () => undefined,
  };
}
