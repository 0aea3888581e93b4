import type { DatabaseSync } from 'node:sqlite';

/** How far a partition has been read. Times are in Unix ms. */
export interface Position {
  readonly partition: number;
  readonly topic_id: string;
  /** The build that is being read. */
  readonly build: number;
  /** The build that reads see; null until the first one is complete. */
  readonly live_build: number | null;
  readonly next_offset: number;
  /** The build is complete from here on. */
  readonly build_until: number;
  /** The view had everything that was in the log at this time; null if it never had. */
  readonly caught_up_ms: number | null;
}

const POSITIONS_SQL = `
  SELECT partition, topic_id, build, live_build, next_offset, build_until, caught_up_ms
  FROM position ORDER BY partition`;

/** All positions, in order of the partition. */
export function readPositions(db: DatabaseSync): Position[] {
  return db.prepare(POSITIONS_SQL).all() as Pick<Position, keyof Position>[];
}

const NEXT_BUILD_SQL = `UPDATE build_number SET last = last + 1 RETURNING last`;
const DROP_UNFINISHED_SQL = `
  DELETE FROM offer WHERE build = (SELECT build FROM position WHERE partition = ? AND build IS NOT live_build)`;
const BEGIN_SQL = `
  INSERT INTO position (partition, topic_id, build, next_offset, build_until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (partition) DO UPDATE SET
    topic_id = excluded.topic_id, build = excluded.build,
    next_offset = excluded.next_offset, build_until = excluded.build_until`;

/**
 * Begins a build of a partition from `from_offset`, complete at `until`. What reads see stays until then. The
 * caller has the transaction.
 */
export function beginBuild(
  db: DatabaseSync,
  at: {
    readonly partition: number;
    readonly topic_id: string;
    readonly from_offset: number;
    readonly until: number;
  },
): void {
  const { last } = db.prepare(NEXT_BUILD_SQL).get() as { last: number };
  db.prepare(DROP_UNFINISHED_SQL).run(at.partition);
  db.prepare(BEGIN_SQL).run(at.partition, at.topic_id, last, at.from_offset, at.until);
}

const ADVANCE_SQL = `
  UPDATE position SET next_offset = ?, caught_up_ms = coalesce(?, caught_up_ms)
  WHERE partition = ? AND build = ? AND next_offset = ?`;

/**
 * Advances a position in the transaction of what was read. Throws if it is not where it was: then another process
 * has the file, and what this one read is not written.
 */
export function advancePosition(
  db: DatabaseSync,
  { partition, build, next_offset }: Position,
  to: { readonly next_offset: number; readonly caught_up_ms: number | null },
): void {
  const { changes } = db
    .prepare(ADVANCE_SQL)
    .run(to.next_offset, to.caught_up_ms, partition, build, next_offset);
  if (Number(changes) !== 1)
    throw new Error(`another process reads partition ${partition} into the same file: one process per file`);
}

const GO_LIVE_SQL = `UPDATE position SET live_build = build WHERE partition = ?`;
const DROP_OLD_SQL = `DELETE FROM offer WHERE build = ?`;

/** Shows a complete build to reads, instead of the one before, which is dropped. The caller has the transaction. */
export function goLive(db: DatabaseSync, { partition, live_build }: Position): void {
  db.prepare(GO_LIVE_SQL).run(partition);
  if (live_build !== null) db.prepare(DROP_OLD_SQL).run(live_build);
}
