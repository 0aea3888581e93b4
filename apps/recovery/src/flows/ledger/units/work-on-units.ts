import { setTimeout as delay } from 'node:timers/promises';
import type { AvailabilityFunction } from '@stockproof/availability';
import { withFailpoint } from '@stockproof/failpoints';
import { RunAbortedError, type RunControl } from '../../../engine/run-control.js';
import type { Snapshot } from '../../../engine/snapshot.js';
import type { Selector } from '../../scope/scope-selector.js';
import { rangeResult } from '../ranges/merge-ranges.js';
import type { OpenHistories, RangeReader } from '../ranges/open-histories.js';
import { verifyRange } from '../ranges/verify-range.js';
import { type ExchangeKey, macOf } from './content/authenticate.js';
import { unitResultText } from './content/unit-result.js';
import { afterNothingToClaim } from './decide-units.js';
import {
  type ClaimedUnit,
  claimUnit,
  readSetState,
  recordUnit,
  releaseUnit,
  renewUnit,
} from './sql/run-units.js';
import { renewalMs, type UnitContext } from './unit-context.js';
import { UnitControl } from './unit-control.js';

/** The units of a set, and what their ranges are read from. */
export interface UnitWork {
  readonly set_id: string;
  readonly is_coordinator: boolean;
  readonly open: OpenHistories;
  readonly live: AvailabilityFunction;
  readonly whole: Selector;
  /** Id of the snapshot of the ledger that all units read. */
  readonly ledger_snapshot: string;
  readonly key: ExchangeKey;
}

/** What works on units. */
export type UnitWorker = RangeReader & { readonly units: UnitContext };

/** How often a process that has no unit asks whether there is one again. */
const POLL_MS = 100;

/**
 * Claims and verifies units, a few at once, each on two connections of one snapshot of the ledger, until all are done,
 * by whichever process. A unit whose lease was lost is left to who has it. A failure ends the work: the unit is given
 * back, and nothing is decided by it. Rejects with RunAbortedError; throws SealedHistoryError, and Error if a coordinator's
 * set was removed.
 */
export async function workOnUnits(context: UnitWorker, work: UnitWork, control: RunControl): Promise<void> {
  const team = { failed: false };
  const done = await Promise.allSettled(
    Array.from({ length: context.units.at_once }, () => workAlone(context, work, team, control)),
  );
  const rejected = done.find((one) => one.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
}

async function workAlone(
  context: UnitWorker,
  work: UnitWork,
  team: { failed: boolean },
  control: RunControl,
): Promise<void> {
  const { records, units, ledger_at } = context;
  const opened: Snapshot[] = [];
  const join = async (): Promise<Snapshot> => {
    const joined = await ledger_at(work.ledger_snapshot);
    opened.push(joined);
    return joined;
  };
  let readers: { readonly snapshot: Snapshot; readonly reader: Snapshot } | null = null;
  try {
    while (!team.failed) {
      await control.waitWhilePaused();
      const unit = await withFailpoint('unit.claim', () =>
        claimUnit(records, work.set_id, units.holder, units.lease_ms),
      );
      if (unit === null) {
        const state = await readSetState(records, work.set_id, units.holder);
        const then = afterNothingToClaim(state, work.is_coordinator);
        if (then === 'gone' && work.is_coordinator)
          throw new Error('the units of the verification were removed');
        if (then !== 'wait') return;
        await delay(POLL_MS);
        continue;
      }
      await underLease(context, unit, control, async (unit_control) => {
        readers ??= { snapshot: await join(), reader: await join() };
        const { open, live, whole } = work;
        const range = { from: unit.from_sku, to: unit.to_sku };
        const found = await verifyRange(context, { open, live, whole, range, readers }, unit_control);
        const result = unitResultText({
          found: rangeResult(found),
          heads: [...found.heads().pages()].flat(),
        });
        return { result, mac: macOf(work.key, unitSubject(unit), result) };
      });
    }
  } catch (error) {
    team.failed = true;
    throw error;
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

/** What the authentication of a result is for: one claim of one unit. */
export function unitSubject({ set_id, number, epoch, from_sku, to_sku }: ClaimedUnit): (string | number)[] {
  return ['unit', set_id, number, epoch, from_sku, to_sku ?? 0];
}

/** Verifies a unit while its lease is renewed, and stores the result if the lease still holds. */
async function underLease(
  { records, units: { lease_ms, logger, onEnd } }: UnitWorker,
  unit: ClaimedUnit,
  control: RunControl,
  verify: (unit_control: RunControl) => Promise<{ readonly result: string; readonly mac: string }>,
): Promise<void> {
  const unit_control = new UnitControl(control);
  const { set_id, number } = unit;
  const lose = (): void => {
    if (unit_control.aborted !== null) return;
    unit_control.aborted = 'the lease of the unit was lost';
    logger.warn({ set_id, number }, unit_control.aborted);
    onEnd('lost');
  };
  let is_finished = false;
  const read = (): number => unit_control.progress().events_read;
  const renew = async (): Promise<void> => {
    const renewed = await withFailpoint('unit.renew', () => renewUnit(records, unit, read(), lease_ms));
    // Once a result is stored there is nothing to renew.
    if (!renewed && !is_finished) lose();
  };
  // A renewal that fails is repeated; without one the lease ends.
  const renewing = setInterval(() => void renew().catch(() => undefined), renewalMs(lease_ms));
  try {
    const stored = await verify(unit_control);
    is_finished = true;
    if (await withFailpoint('unit.record', () => recordUnit(records, unit, read(), stored)))
      onEnd('recorded');
    else lose();
  } catch (error) {
    if (unit_control.aborted !== null) return;
    const failure = error instanceof RunAbortedError ? null : String(error);
    await withFailpoint('unit.release', () => releaseUnit(records, unit, failure)).catch(() => undefined);
    onEnd('released');
    throw error;
  } finally {
    clearInterval(renewing);
  }
}
