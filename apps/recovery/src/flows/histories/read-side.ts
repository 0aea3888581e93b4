import type { BrokerAdmin } from '@stockproof/kafka';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import type { OfferName, ViewRow } from '@stockproof/verification';
import type { Pool } from 'pg';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
import type { CdcHistoryRange } from './read-cdc-history.js';
import { type Published, readPublished } from './read-published.js';
import { findOrphanLocations, readViewRows } from './sql/view.js';
import {
  type ProjectionPosition,
  readPositions,
  type ProjectionSeen,
  readProjection,
} from './sql/projection.js';
import { readConsumedUpTo } from './consumed-up-to.js';

/** The state of the projection after the barrier, in one snapshot of its database. */
export interface ReadSide {
  readonly rows: readonly ViewRow[];
  readonly orphan_locations: readonly OfferName[];
  readonly published: Published;
  /** Whether the projection has applied, and published, all CDC events. */
  readonly applied: boolean;
  readonly published_up_to_barrier: boolean;
  readonly projection: ProjectionSeen;
  /** Per partition, the next CDC offset to be folded into these rows; 0 if they belong to another log. */
  readonly positions: ReadonlyMap<number, number>;
}

/**
 * Waits until the projection has applied and published the CDC history, or the time is up, then reads its
 * state. Rejects with RunAbortedError.
 */
export async function readProjectionState(
  context: HistoryContext,
  selector: Selector,
  cdc: CdcHistoryRange,
  control: RunControl,
): Promise<ReadSide> {
  const admin = await context.broker.admin();
  try {
    return await readWhenApplied(context, admin, selector, cdc, control);
  } finally {
    await admin.close();
  }
}

async function readWhenApplied(
  context: HistoryContext,
  admin: BrokerAdmin,
  selector: Selector,
  cdc: CdcHistoryRange,
  control: RunControl,
): Promise<ReadSide> {
  const { view } = context;
  const applied = await waitUntilApplied(context, admin, cdc.after_last, control);
  const snapshot = await inSnapshot(view, async (db) => ({
    rows: await readViewRows(db, selector.condition),
    orphan_locations: await findOrphanLocations(db, selector.condition),
    positions: await positionsIn(context, db),
    projection: await readProjection(db),
  }));
  const mine = snapshot.positions.filter(({ partition }) => selector.partitions.has(partition));
  const published_up_to_barrier = await waitUntilPublished(context, mine, control);
  const published = await readPublished(context, selector);
  const positions = await readConsumedUpTo(admin, context.topics.captured, snapshot.positions);
  return {
    rows: snapshot.rows,
    orphan_locations: snapshot.orphan_locations,
    published,
    applied,
    published_up_to_barrier,
    projection: snapshot.projection,
    positions,
  };
}

/** Waits until the projection has applied these offsets, by partition. False if the time is up. */
export function waitUntilApplied(
  context: HistoryContext,
  admin: BrokerAdmin,
  after_last: ReadonlyMap<number, number>,
  control: RunControl,
): Promise<boolean> {
  const caughtUp = (consumed: ReadonlyMap<number, number>): boolean =>
    [...after_last].every(([partition, after]) => (consumed.get(partition) ?? 0) >= after);
  return waitFor(
    async () =>
      caughtUp(
        await readConsumedUpTo(admin, context.topics.captured, await positionsIn(context, context.view)),
      ),
    context.barrier_ms,
    control,
  );
}

/** Waits until what was applied at these positions is published too. False if the time is up. */
export function waitUntilPublished(
  context: HistoryContext,
  positions: readonly ProjectionPosition[],
  control: RunControl,
): Promise<boolean> {
  // The stored offsets as they are, in whatever log; `published` is counted in the same one.
  const out = (now: readonly ProjectionPosition[]): boolean =>
    positions.every(
      ({ partition, next_offset }) =>
        (now.find((one) => one.partition === partition)?.published_offset ?? 0) >= next_offset,
    );
  return waitFor(async () => out(await positionsIn(context, context.view)), context.barrier_ms, control);
}

/** Where the projection is, by partition. */
export function positionsIn(
  { projection_group, topics }: HistoryContext,
  db: Queryable,
): Promise<ProjectionPosition[]> {
  return readPositions(db, projection_group, topics.captured, topics.availability);
}

function inSnapshot<T>(pool: Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (db) => {
    await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return work(db);
  });
}
