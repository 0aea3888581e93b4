import type { ProjectionFunctions } from '@stockproof/availability';
import { type AvailabilityRepairV1, offerKey, type RepairMessage } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { foldWith } from '../fold/fold-with.js';
import { readSkipped } from '../shard/read-skipped.js';
import type { FoldSession } from '../shard/session.js';
import { readView } from '../view/sql/view-rows.js';
import type { ViewOffer } from '../view/view.js';
import { readFunctions } from '../generations/sql/projection-function.js';
import { rowAfter } from '../view/row-after.js';

/**
 * What carryRepairs reads: the rows of the view and, from `broker`, the changes since the repairs were
 * compared.
 */
export interface CarryContext {
  readonly pool: Pool;
  readonly broker: Broker;
  readonly partitions: number;
  readonly functions: ProjectionFunctions;
}

type Followable = AvailabilityRepairV1 & {
  readonly state: NonNullable<AvailabilityRepairV1['state']>;
  readonly expected: NonNullable<AvailabilityRepairV1['expected']>;
  readonly changes_from_offset: number;
};

/**
 * Computes the rows that repairs of offers would give that have changed since they were compared: the state
 * of the repair, and the changes that the live stream has folded meanwhile. Returns them by repair id; a
 * repair that does not end at its row's present version is left out and is stale. Call it as the partition's
 * only writer.
 */
export async function carryRepairs(
  { pool, broker, partitions, functions }: CarryContext,
  session: FoldSession,
  messages: readonly RepairMessage[],
): Promise<Map<string, ViewOffer>> {
  const repairs = messages.filter(isFollowable);
  if (repairs.length === 0) return new Map();
  const rows = await readView(
    pool,
    repairs.map(({ seller_id }) => seller_id),
    repairs.map(({ sku }) => sku),
  );
  const now = new Map(rows.map((row) => [offerKey(row.seller_id, row.sku), row]));
  const moved = repairs.filter((repair) =>
    hasMovedOn(repair, now.get(offerKey(repair.seller_id, repair.sku))),
  );
  if (moved.length === 0) return new Map();
  const position = session.claim.next_offset ?? 0;
  const starts = moved.map((repair) => rowAfter(repair, position));
  const from = Math.min(...moved.map(({ changes_from_offset }) => changes_from_offset));
  const cdcMessages = await readSkipped(broker, session, starts, from, partitions);
  const { live } = await readFunctions(pool);
  const view = new Map(starts.map((row) => [offerKey(row.seller_id, row.sku), row]));
  const ends = new Map(
    (await foldWith(await functions(live), cdcMessages, view)).changed.map(({ after }) => [
      offerKey(after.seller_id, after.sku),
      after,
    ]),
  );
  return new Map(
    moved.flatMap((repair): [string, ViewOffer][] => {
      const key = offerKey(repair.seller_id, repair.sku);
      const end = ends.get(key);
      if (end === undefined || end.status !== 'current' || end.state.version !== now.get(key)?.state.version)
        return [];
      return [[repair.repair_id, { ...end, changed_offset: position, recovery_id: repair.recovery_id }]];
    }),
  );
}

function isFollowable(message: RepairMessage): message is Followable {
  return (
    message.type === 'repair' &&
    message.state !== null &&
    message.expected !== null &&
    message.changes_from_offset !== undefined
  );
}

/** Whether only the live stream has changed the row; another repair would have raised the revision. */
function hasMovedOn({ expected, state }: Followable, row: ViewOffer | undefined): boolean {
  return (
    row !== undefined &&
    row.revision === expected.revision &&
    row.state.version > expected.version &&
    state.version === expected.version
  );
}
