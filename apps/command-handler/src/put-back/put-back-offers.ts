import { hash } from 'node:crypto';
import { offerKey } from '@stockproof/events';
import type { LostRejection, LostRows, OfferState } from '@stockproof/ledger';
import type { Queryable } from '@stockproof/postgres';
import { writeLedger } from '../apply-batch/sql/write-ledger.js';
import { writeRejections } from '../apply-batch/sql/write-outcomes.js';
import { writeStockRepairOutcome } from '../repair-stock/sql/stock-repairs.js';
import { lockPositions, type RestoredPosition } from './sql/restored-positions.js';

/** The approved rows of a ledger that went back, and the positions that it was found at. */
export interface PutBack {
  /** The run that they are put back under. */
  readonly recovery_id: string;
  readonly consumer_group: string;
  readonly positions: readonly RestoredPosition[];
  readonly offers: readonly LostRows[];
}

/** Thrown if the ledger is not as it was when the rows were found: nothing is put back. */
export class LedgerMovedError extends Error {
  override readonly name = 'LedgerMovedError';
}

/**
 * Puts rows and rejections back, exactly as they are, in the caller's transaction: row by row, each with the head and the
 * buckets after it. Notes each offer as a repair of the run. The stored offsets stay. Rejects with LedgerMovedError, and
 * with StaleDecisionError if an offer has another head.
 */
export async function putBackOffers(db: Queryable, asked: PutBack): Promise<void> {
  const { recovery_id, consumer_group, positions, offers } = asked;
  const now = await lockPositions(db, consumer_group);
  if (positionsText(now) !== positionsText(positions))
    throw new LedgerMovedError(`${consumer_group} has decided something since the lost rows were found`);
  for (const lost of offers) {
    const { seller_id, sku } = lost.offer;
    await putBackRows(db, lost);
    for (const rejection of lost.rejections)
      await writeRejections(db, [rejectionOf(rejection)], rejection.rejected_at_ms);
    const repair_id = `${recovery_id}.${hash('sha256', offerKey(seller_id, sku), 'hex').slice(0, 32)}`;
    if (!(await writeStockRepairOutcome(db, { repair_id, recovery_id, seller_id, sku }, 'applied')))
      throw new LedgerMovedError(`${seller_id} ${sku} was put back under ${recovery_id} before`);
  }
}

async function putBackRows(db: Queryable, { offer, rows, states }: LostRows): Promise<void> {
  const { seller_id, sku } = offer;
  let before: OfferState = offer.state;
  for (const [at, row] of rows.entries()) {
    const state = states[at];
    if (state === undefined) throw new Error(`${sku} has no state at version ${row.version}`);
    const moved = { seller_id, sku, from_version: before.version, before, state };
    await writeLedger(db, { accepted_at_ms: row.accepted_at_ms, appended: [row], moved: [moved] });
    before = state;
  }
}

function rejectionOf(rejection: LostRejection): Parameters<typeof writeRejections>[1][number] {
  const { reason, facts, decided_on_version, request_hash, ...update } = rejection;
  const { source_topic, source_partition, source_offset } = rejection;
  const delivery = { update, request_hash, source_topic, source_partition, source_offset };
  return { delivery, reason, facts, decided_on_version };
}

function positionsText(positions: readonly RestoredPosition[]): string {
  return positions
    .map(({ topic, partition, next_offset }) => `${topic}/${partition}/${next_offset}`)
    .sort()
    .join('\n');
}
