import type { DatabaseSync } from 'node:sqlite';
import type { Availability } from '../availability-record.js';
import type { HeldOffer } from '../decide-record.js';

interface Row {
  readonly version: number;
  readonly revision: number;
  readonly state: string | null;
}

const HELD_SQL = `SELECT version, revision, state FROM offer WHERE build = ? AND sku = ? AND seller_id = ?`;

/** What a build holds of an offer. */
export function readHeld(db: DatabaseSync, build: number, sku: string, seller_id: string): HeldOffer | null {
  const row = db.prepare(HELD_SQL).get(build, sku, seller_id) as Row | undefined;
  if (row === undefined) return null;
  const { version, revision, state } = row;
  return { version, revision, availability: availabilityOf(state) };
}

/** An offer as the live build holds it; `availability` is null if its last record could not be read. */
export interface StoredOffer {
  readonly seller_id: string;
  readonly availability: Availability | null;
  readonly recovery_id: string | null;
  readonly published_at: string | null;
}

const LIVE_SQL = `
  SELECT offer.seller_id, offer.state, offer.recovery_id, offer.published_at
  FROM position JOIN offer ON offer.build = position.live_build
  WHERE position.partition = ? AND offer.sku = ? ORDER BY offer.seller_id`;

/** The offers of a SKU that reads see, in the order of their sellers. */
export function readLiveOffers(db: DatabaseSync, partition: number, sku: string): StoredOffer[] {
  const rows = db.prepare(LIVE_SQL).all(partition, sku) as Pick<
    StoredOffer & Row,
    'seller_id' | 'recovery_id' | 'published_at' | 'state'
  >[];
  return rows.map(({ seller_id, state, recovery_id, published_at }) => ({
    seller_id,
    availability: availabilityOf(state),
    recovery_id,
    published_at,
  }));
}

const COUNT_SQL = `SELECT count(*) AS offers FROM position JOIN offer ON offer.build = position.live_build`;

/** How many offers reads see. Reads them all. */
export function countLiveOffers(db: DatabaseSync): number {
  return (db.prepare(COUNT_SQL).get() as { offers: number }).offers;
}

const PUT_SQL = `
  INSERT INTO offer (build, sku, seller_id, version, revision, state, recovery_id, published_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (build, sku, seller_id) DO UPDATE SET
    version = excluded.version, revision = excluded.revision, state = excluded.state,
    recovery_id = excluded.recovery_id, published_at = excluded.published_at`;

/** Stores a state. The caller has the transaction. */
export function putOffer(
  db: DatabaseSync,
  build: number,
  availability: Availability,
  marks: { readonly recovery_id: string | null; readonly published_at: string | null },
): void {
  const { sku, seller_id, version, revision } = availability;
  const state = JSON.stringify(availability);
  db.prepare(PUT_SQL).run(
    build,
    sku,
    seller_id,
    version,
    revision,
    state,
    marks.recovery_id,
    marks.published_at,
  );
}

const DISTRUST_SQL = `
  INSERT INTO offer (build, sku, seller_id, version, revision) VALUES (?, ?, ?, 0, 0)
  ON CONFLICT (build, sku, seller_id) DO UPDATE SET state = NULL`;

/** Keeps that nothing is known of an offer, and from which version on it is known again. */
export function distrustOffer(db: DatabaseSync, build: number, sku: string, seller_id: string): void {
  db.prepare(DISTRUST_SQL).run(build, sku, seller_id);
}

const REMOVE_SQL = `DELETE FROM offer WHERE build = ? AND sku = ? AND seller_id = ?`;

/** Removes an offer from a build. */
export function removeOffer(db: DatabaseSync, build: number, sku: string, seller_id: string): void {
  db.prepare(REMOVE_SQL).run(build, sku, seller_id);
}

function availabilityOf(state: string | null): Availability | null {
  return state === null ? null : (JSON.parse(state) as Availability);
}
