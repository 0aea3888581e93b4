import { DatabaseSync } from 'node:sqlite';

const FORMAT = 1;

// A build is one reading of a partition from its beginning. Reads see the live one; another one grows beside it.
const TABLES_SQL = `
  CREATE TABLE offer (
    build        INTEGER NOT NULL,
    sku          TEXT    NOT NULL,
    seller_id    TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    state        TEXT,
    recovery_id  TEXT,
    published_at TEXT,
    PRIMARY KEY (build, sku, seller_id)
  ) WITHOUT ROWID;
  CREATE TABLE position (
    partition    INTEGER PRIMARY KEY,
    topic_id     TEXT    NOT NULL,
    build        INTEGER NOT NULL UNIQUE,
    live_build   INTEGER,
    next_offset  INTEGER NOT NULL,
    build_until  INTEGER NOT NULL,
    caught_up_ms INTEGER
  );
  CREATE TABLE build_number (last INTEGER NOT NULL);
  INSERT INTO build_number VALUES (0);
  PRAGMA user_version = ${FORMAT}`;

/**
 * Opens the file of a view, or makes it. Throws if the file is of a later version of this package, or another
 * program's: then it is for the caller to choose another file or to delete this one, which is read again from the
 * topic.
 */
export function openTables(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    // A crash of the machine may take the last transactions, never a part of one: the topic is read again from there.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
    const { user_version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (user_version === 0) transaction(db, () => db.exec(TABLES_SQL));
    else if (user_version !== FORMAT)
      throw new Error(
        `${file} has format ${user_version}, this version of the client reads ${FORMAT}: delete it, it is read again`,
      );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Runs `work` in a transaction of its own, which does nothing if it throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
