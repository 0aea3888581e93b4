import { type AvailabilityRepairV1, offerKey, type RepairMessage } from '@stockproof/events';
import { type BatchEnd, FencedError, type Queryable } from '@stockproof/postgres';
import type { FoldContext } from '../project-changes/commit-fold.js';
import type { FoldSession } from '../shard/session.js';
import { writeLocations, writeView } from '../view/sql/view-rows.js';
import { applyGeneration } from '../generations/apply-generation.js';
import type { ViewOffer } from '../view/view.js';
import { type DecidedRepair, decideRepairs } from './decide-repairs.js';
import { holdRows, readEpoch, removeOffers, writeOfferConfidence } from './sql/repaired-offers.js';
import {
  knownOutcomes,
  type RepairOutcomeRow,
  writeOutcomes,
} from '../repair-outcomes/sql/repair-outcomes.js';

/** The result of a batch of messages from recovery. */
export interface AppliedRepairs {
  readonly decided: readonly DecidedRepair[];
  /** Whether a generation was swapped in, so that the view must be published. */
  readonly announced: boolean;
}

const NOTHING: AppliedRepairs = { decided: [], announced: false };

/**
 * Decides repairs and writes view, results and offset in one transaction, with retries while the database is
 * unavailable. It runs under the claim of the shard, so nobody else writes these rows. Resolves with the
 * decisions; empty if an earlier attempt of unknown outcome had committed. Rejects with FencedError.
 */
export async function commitRepairs(
  { pool, functions, onRetry, signal }: FoldContext,
  session: FoldSession,
  end: BatchEnd,
  messages: readonly RepairMessage[],
  carried: ReadonlyMap<string, ViewOffer>,
): Promise<AppliedRepairs> {
  const how = { name: 'projection.repair', pool, retry: { onRetry, signal } } as const;
  const applied = await session.held.commit(how, end, async (db) => {
    // A swap of generations locks the offsets of the CDC topic, so no repair may write the view then.
    if ((await readEpoch(db, session.key)) !== session.claim.epoch) {
      throw new FencedError(`${session.key.topic}/${session.key.partition} has another owner`);
    }
    const decided = await repair(
      db,
      session,
      messages.filter((message) => message.type === 'repair'),
      carried,
    );
    for (const message of messages)
      if (message.type === 'confidence') await writeOfferConfidence(db, message);
    const steps = await applyGeneration({ db, functions, key: session.key }, messages);
    return { decided, announced: steps.some(({ action }) => action === 'announce') };
  });
  return applied ?? NOTHING;
}

async function repair(
  db: Queryable,
  session: FoldSession,
  repairs: readonly AvailabilityRepairV1[],
  carried: ReadonlyMap<string, ViewOffer>,
): Promise<DecidedRepair[]> {
  const known = await knownOutcomes(
    db,
    repairs.map(({ repair_id }) => repair_id),
  );
  const fresh = repairs.filter(({ repair_id }) => !known.has(repair_id));
  if (fresh.length === 0) return [];
  const held = await holdRows(
    db,
    fresh.map((one) => one.seller_id),
    fresh.map((one) => one.sku),
  );
  const decided = decideRepairs(fresh, held, session.claim.next_offset ?? 0, carried);
  const applied = decided
    .filter(({ outcome }) => outcome === 'applied')
    .map(({ repair: { seller_id, sku } }) => ({ seller_id, sku }));
  await removeOffers(
    db,
    applied.map(({ seller_id }) => seller_id),
    applied.map(({ sku }) => sku),
  );
  const rows = lastOfEach(decided);
  await writeView(db, session.key.partition, rows);
  await writeLocations(
    db,
    rows.flatMap(({ seller_id, sku, state }) =>
      [...state.locations].map(([location_id, sellable]) => ({ seller_id, sku, location_id, sellable })),
    ),
  );
  await writeOutcomes(db, session.key.partition, decided.map(outcomeOf));
  return decided;
}

function outcomeOf({
  repair: { repair_id, recovery_id, seller_id, sku },
  outcome,
  after,
}: DecidedRepair): RepairOutcomeRow {
  return {
    repair_id,
    recovery_id,
    seller_id,
    sku,
    outcome,
    removed: outcome === 'applied' && after === null,
  };
}

/** Of several repairs of an offer, the last applied one. */
function lastOfEach(decided: readonly DecidedRepair[]): NonNullable<DecidedRepair['after']>[] {
  const last = new Map<string, DecidedRepair['after']>();
  for (const {
    repair: { seller_id, sku },
    outcome,
    after,
  } of decided) {
    if (outcome === 'applied') last.set(offerKey(seller_id, sku), after);
  }
  return [...last.values()].filter((row) => row !== null);
}
