import type { AvailabilityFunction } from '@stockproof/availability';
import type { SkuRange } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import { findAttestedHeads, findNewestSigned, signedBy } from '../../../evidence/sql/signed-heads.js';
import type { Selector } from '../../scope/scope-selector.js';
import { rulesFor } from '../checks.js';
import { compareHistories, type LedgerReaders, type LedgerVerification } from '../compare-histories.js';
import type { OpenHistories, RangeReader } from './open-histories.js';
import { barrierOfRange, readCdcOfRange, readSideOfRange } from './read-range.js';
import { selectorOfRange } from './sku-range.js';

/** A range of everything, and what it is read from: histories that were opened, and one snapshot of the ledger. */
export interface RangeToVerify {
  readonly open: OpenHistories;
  readonly live: AvailabilityFunction;
  readonly whole: Selector;
  readonly range: SkuRange;
  readonly readers: LedgerReaders;
}

/** Verifies one range like a scope. Rejects with RunAbortedError; throws SealedHistoryError. */
export async function verifyRange(
  context: RangeReader,
  { open, live, whole, range, readers }: RangeToVerify,
  control: RunControl,
): Promise<LedgerVerification> {
  const selector = { ...selectorOfRange(range, whole), range };
  const { records, history_may_end } = context;
  const in_time = signedBy(selector.condition, open.signed);
  const attested = history_may_end ? await findAttestedHeads(records, in_time) : [];
  const cdc = await readCdcOfRange(context, open, selector, attested, control);
  const read_side = open.read_side === null ? null : await readSideOfRange(context, open.read_side, selector);
  const signed = await findNewestSigned(records, 'ledger', in_time);
  const barrier = await barrierOfRange(open, selector);
  const rules = await rulesFor(context, selector);
  const histories = { barrier, cdc, read_side, signed, live, rules };
  const onStep = (): Promise<void> => control.waitWhilePaused();
  return compareHistories({ onStep }, selector, histories, readers, control);
}
