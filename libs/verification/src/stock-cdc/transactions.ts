/** A snapshot of PostgreSQL: which transactions it sees. */
export interface TransactionsSeen {
  /** All before it have ended. */
  readonly xmin: number;
  /** It and all after it had not begun. */
  readonly xmax: number;
  /** Between these, those that had not ended. */
  readonly running: ReadonlySet<number>;
}

/** Parses a `pg_snapshot`, such as `10:20:10,14`. Throws if it is none. */
export function parseSnapshot(text: string): TransactionsSeen {
  const [, xmin, xmax, running] = /^(\d+):(\d+):([\d,]*)$/.exec(text) ?? [];
  if (xmin === undefined || xmax === undefined || running === undefined)
    throw new Error(`${text} is no snapshot`);
  const ids = running === '' ? [] : running.split(',').map(Number);
  return { xmin: Number(xmin), xmax: Number(xmax), running: new Set(ids) };
}

const WRAP = 2 ** 32;

/**
 * Returns whether a transaction had not ended in `rows_at`, but begun before `now`: its changes came after the
 * rows were read. `xid` is modulo 2^32, as CDC events have it. One that no server has begun, as in a
 * forged message, is not later; nor is one of an earlier life of the server, except those few that it repeats.
 */
export function isLater(
  xid: number | null,
  rows_at: TransactionsSeen,
  now: Pick<TransactionsSeen, 'xmax'>,
): boolean {
  if (xid === null || !Number.isInteger(xid) || xid < 0 || xid >= WRAP) return false;
  const newest = now.xmax - 1;
  const full = newest - ((((newest - xid) % WRAP) + WRAP) % WRAP);
  return full >= rows_at.xmin && (full >= rows_at.xmax || rows_at.running.has(full));
}
