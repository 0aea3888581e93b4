import type { BrokerAdmin } from '@stockproof/kafka';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import type { OfferName, ViewRow } from '@stockproof/verification';
import type { Pool } from 'pg';
import type { RunControl } from '../../engine/run-control.js';
import { waitFor } from '../../engine/wait-for.js';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
import type { Captured } from './read-captured.js';
import { type Published, readPublished } from './read-published.js';
import { findStrayLocations } from './sql/find-stray-locations.js';
import { type ProjectionPosition, readPositions } from './sql/read-positions.js';
import { type ProjectionSeen, readProjection } from './sql/read-projection.js';
import { readViewRows } from './sql/read-view-rows.js';
import { readTaken } from './taken-of-log.js';

/** The read side behind the barrier, as of one moment of its database. */
export interface ReadSide {
  readonly rows: readonly ViewRow[];
  readonly strays: readonly OfferName[];
  readonly published: Published;
  /** Whether the projection was seen to have applied, and published, all that was captured. */
  readonly applied: boolean;
  readonly announced: boolean;
  readonly projection: ProjectionSeen;
  /** By partition the next captured offset to be folded into these rows; 0 where they are of another log. */
  readonly positions: ReadonlyMap<number, number>;
}

export async function readReadSide(
  context: HistoryContext,
  selector: Selector,
  captured: Captured,
  control: RunControl,
): Promise<ReadSide> {
  const admin = await context.broker.admin();
  try {
    return await readWhenApplied(context, admin, selector, captured, control);
  } finally {
    await admin.close();
  }
}

async function readWhenApplied(
  context: HistoryContext,
  admin: BrokerAdmin,
  selector: Selector,
  captured: Captured,
  control: RunControl,
): Promise<ReadSide> {
  const { view, broker, topics, group_prefix, partitions, barrier_ms } = context;
  const caughtUp = (taken: ReadonlyMap<number, number>): boolean =>
    [...captured.after_last].every(([partition, after]) => (taken.get(partition) ?? 0) >= after);
  const takenAt = (positions: readonly ProjectionPosition[]) => readTaken(admin, topics.captured, positions);
  const applied = await waitFor(
    async () => caughtUp(await takenAt(await positionsIn(context, view))),
    barrier_ms,
    control,
  );
  const moment = await inSnapshot(view, async (db) => ({
    rows: await readViewRows(db, selector.condition),
    strays: await findStrayLocations(db, selector.condition),
    positions: await positionsIn(context, db),
    projection: await readProjection(db),
  }));
  // As they are told, in whatever log: what is published is counted in the same one.
  const out = (now: readonly ProjectionPosition[]): boolean =>
    moment.positions
      .filter(({ partition }) => selector.partitions.has(partition))
      .every(
        ({ partition, next_offset }) =>
          (now.find((one) => one.partition === partition)?.published_offset ?? 0) >= next_offset,
      );
  const announced = await waitFor(async () => out(await positionsIn(context, view)), barrier_ms, control);
  const published = await readPublished(broker, topics.availability, group_prefix, selector, partitions);
  const positions = await takenAt(moment.positions);
  return {
    rows: moment.rows,
    strays: moment.strays,
    published,
    applied,
    announced,
    projection: moment.projection,
    positions,
  };
}

function positionsIn(
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
