import type { AvailabilityConfidenceV1, AvailabilityRepairV1, RepairMessage } from '@stockproof/events';
import { advanceOrExplain, type Claim, FencedError, inTransaction, type PartitionKey, type Queryable } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { FoldSession } from '../fold-changes/session.js';
import { writeLocations } from '../fold-changes/sql/write-locations.js';
import { writeView } from '../fold-changes/sql/write-view.js';
import { type DecidedRepair, decideRepairs } from './decide-repairs.js';
import { holdRows } from './sql/hold-rows.js';
import { knownOutcomes } from './sql/known-outcomes.js';
import { readEpoch } from './sql/read-epoch.js';
import { removeOffers } from './sql/remove-offers.js';
import { writeConfidence } from './sql/write-confidence.js';
import { writeOutcomes } from './sql/write-outcomes.js';

/**
 * Decides repairs and writes view, outcomes and position in one transaction, under the claim on the repairs and that
 * on the captured changes: nobody else writes these rows meanwhile. Gives what was decided; nothing for a batch that
 * an earlier attempt of unknown outcome wrote already. Throws FencedError.
 */
export async function applyRepairs(
  pool: Pool, at: { readonly key: PartitionKey; readonly claim: Claim }, session: FoldSession,
  messages: readonly RepairMessage[], next_offset: number,
): Promise<DecidedRepair[]> {
  return inTransaction(pool, async (db) => {
    if ((await advanceOrExplain(db, at.key, at.claim, next_offset)) === 'already_applied') return [];
    if ((await readEpoch(db, session.key)) !== session.claim.epoch) {
      throw new FencedError(`${session.key.topic}/${session.key.partition} has another owner`);
    }
    const decided = await repair(db, session, messages.filter((message) => message.type === 'repair'));
    const told = messages.filter((message): message is AvailabilityConfidenceV1 => message.type === 'confidence');
    for (const message of told) await writeConfidence(db, message);
    return decided;
  });
}

async function repair(db: Queryable, session: FoldSession, repairs: readonly AvailabilityRepairV1[]): Promise<DecidedRepair[]> {
  const known = await knownOutcomes(db, repairs.map(({ repair_id }) => repair_id));
  const fresh = repairs.filter(({ repair_id }) => !known.has(repair_id));
  if (fresh.length === 0) return [];
  const held = await holdRows(db, fresh.map((one) => one.seller_id), fresh.map((one) => one.sku));
  const decided = decideRepairs(fresh, held, session.claim.next_offset ?? 0);
  const applied = decided.filter(({ outcome }) => outcome === 'applied').map(({ repair: { seller_id, sku } }) => ({ seller_id, sku }));
  await removeOffers(db, applied.map(({ seller_id }) => seller_id), applied.map(({ sku }) => sku));
  const rows = lastOfEach(decided);
  await writeView(db, session.key.partition, rows);
  await writeLocations(db, rows.flatMap(({ seller_id, sku, state }) =>
    [...state.locations].map(([location_id, sellable]) => ({ seller_id, sku, location_id, sellable }))));
  await writeOutcomes(db, session.key.partition, decided);
  return decided;
}

/** Of several repairs of an offer the last applied one stands. */
function lastOfEach(decided: readonly DecidedRepair[]): NonNullable<DecidedRepair['after']>[] {
  const last = new Map<string, DecidedRepair['after']>();
  for (const { repair: { seller_id, sku }, outcome, after } of decided) {
    if (outcome === 'applied') last.set(`${seller_id}\u001f${sku}`, after);
  }
  return [...last.values()].filter((row) => row !== null);
}
