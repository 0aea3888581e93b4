import { randomUUID } from 'node:crypto';
import type { AvailabilityFunction } from '@stockproof/availability';
import { withFailpoint } from '@stockproof/failpoints';
import { writeTransaction } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import type { SkuRange } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import { PackedHeads } from '../../../evidence/heads/packed-heads.js';
import type { Selector } from '../../scope/scope-selector.js';
import { fixReading } from '../ranges/fixed-reading.js';
import { mergeRanges, type RangeResult } from '../ranges/merge-ranges.js';
import type { OpenHistories } from '../ranges/open-histories.js';
import { authentic, type ExchangeKey, macOf } from './content/authenticate.js';
import type { SharedReading } from './content/shared-by-units.js';
import { parseUnitResult } from './content/unit-result.js';
import { shareOf } from './decide-units.js';
import { createUnits, readSetState, readUnitResult, removeSet, renewSet } from './sql/run-units.js';
import { renewalMs } from './unit-context.js';
import { unitSubject, type UnitWorker, workOnUnits } from './work-on-units.js';

/** Histories that were opened, and the ranges that they are verified in. */
export interface Divided {
  readonly open: OpenHistories;
  readonly live: AvailabilityFunction;
  readonly whole: Selector;
  readonly ranges: readonly SkuRange[];
}

/** The merged evidence of all units. */
export interface MergedUnits extends RangeResult {
  readonly heads: PackedHeads;
}

/**
 * Verifies ranges as units, which this process works on, and every other process that has time. The results are merged
 * in the order of the ranges, so they do not depend on who verified what. Rejects with RunAbortedError; throws
 * SealedHistoryError, and Error if a result is not one of this service's processes.
 */
export async function verifyInUnits(
  context: UnitWorker,
  { open, live, whole, ranges }: Divided,
  control: RunControl,
): Promise<MergedUnits> {
  const { records, units, ledger_at } = context;
  const set_id = randomUUID();
  const key = await units.exchangeKey();
  // Opened last, and held while there are units: the others join it.
  const ledger = await ledger_at();
  units.coordinated.add(set_id);
  try {
    const reading = await fixReading(context, open);
    const shared: SharedReading = { trusts: whole.history, ledger_snapshot: ledger.id, reading };
    await createSet(context, { set_id, key, shared: JSON.stringify(shared), ranges }, control);
    const following = followSet(context, set_id, control);
    following.start();
    try {
      const work = { set_id, is_coordinator: true, open, live, whole, ledger_snapshot: ledger.id, key };
      await workOnUnits(context, work, control);
    } finally {
      await following.stop();
      control.processes = 1;
    }
    control.reportProgress({ units_done: ranges.length });
    return await mergeUnits(context, { set_id, key, ranges });
  } finally {
    units.coordinated.delete(set_id);
    await withFailpoint('unit.remove', () => removeSet(records, set_id)).catch(() => undefined);
    await ledger.close();
  }
}

interface SetOf {
  readonly set_id: string;
  readonly key: ExchangeKey;
  readonly ranges: readonly SkuRange[];
}

function createSet(
  { records, units }: UnitWorker,
  { set_id, key, shared, ranges }: SetOf & { readonly shared: string },
  control: RunControl,
): Promise<void> {
  const { holder: coordinator, code_version, lease_ms } = units;
  const mac = macOf(key, ['unit set', set_id], shared);
  const set = { set_id, recovery_id: control.recovery_id, coordinator, code_version, shared, mac };
  control.reportProgress({ units_total: ranges.length });
  return writeTransaction('unit.create', records, (db) => createUnits(db, set, ranges, lease_ms));
}

/** Renews the coordinator's lease, tells the others of pauses and limits, and counts what they have done. */
function followSet({ records, units }: UnitWorker, set_id: string, control: RunControl): PeriodicTask {
  const { holder, lease_ms, logger } = units;
  let read_by_others = 0;
  return new PeriodicTask({
    every_ms: renewalMs(lease_ms),
    onFailed: (err) => logger.warn({ err, set_id }, 'units could not be followed; it is tried again'),
    run: async () => {
      const state = await readSetState(records, set_id, holder);
      if (state === null) return;
      control.processes = 1 + state.others;
      control.countRead(Math.max(0, state.read_by_others - read_by_others));
      read_by_others = Math.max(read_by_others, state.read_by_others);
      control.reportProgress({ units_done: state.done });
      const { paused } = control;
      const events_per_second = shareOf(control.limit(), control.processes);
      await withFailpoint('unit.follow', () =>
        renewSet(records, set_id, { paused, events_per_second }, lease_ms),
      );
    },
  });
}

async function mergeUnits({ records }: UnitWorker, { set_id, key, ranges }: SetOf): Promise<MergedUnits> {
  const heads = new PackedHeads();
  const results: RangeResult[] = [];
  for (const [number, range] of ranges.entries()) {
    const stored = await readUnitResult(records, set_id, number);
    if (stored === null) throw new Error(`unit ${number} of ${ranges.length} has no result`);
    const of_range = { ...stored, set_id, number, from_sku: range.from, to_sku: range.to };
    const text = authentic(key, unitSubject(of_range), { text: stored.result, mac: stored.mac });
    const { found, heads: of_unit } = parseUnitResult(text, range);
    heads.add(of_unit);
    results.push(found);
  }
  return { ...mergeRanges(results), heads };
}
