import { columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const WRITE_SQL = `
  INSERT INTO offer_confidence (seller_id, sku, version, confidence, recovery_id, verified_at, due_from)
  SELECT *, $4, $5, $6::timestamptz, $6::timestamptz FROM unnest($1::text[], $2::text[], $3::bigint[])
  ON CONFLICT (seller_id, sku) DO UPDATE SET version = excluded.version, confidence = excluded.confidence,
    recovery_id = excluded.recovery_id, verified_at = excluded.verified_at, due_from = excluded.due_from, attempts = 0,
    revoked_by = NULL`;

/** An offer of a record; the version where the record attests one. */
export interface VerifiedOffer extends OfferName {
  readonly version?: number;
}

/** Stores the verdict of the newest record about these offers. */
export async function writeConfidence(
  db: Queryable,
  offers: readonly VerifiedOffer[],
  confidence: string,
  recovery_id: string,
  verified_at: string,
): Promise<void> {
  if (offers.length === 0) return;
  const names = columns(
    offers,
    ({ seller_id }) => seller_id,
    ({ sku }) => sku,
    ({ version }) => version ?? null,
  );
  const values = [...names, confidence, recovery_id, verified_at];
  await db.query({ name: 'write-confidence', text: WRITE_SQL, values });
}

// All offers of a record have its time, so the index by time finds them.
const FIND_PUBLISHED_SQL = `
  SELECT seller_id, sku, confidence, verified_at FROM offer_confidence
  WHERE verified_at = $2::timestamptz AND recovery_id = $1 AND (seller_id, sku) > ($3, $4)
  ORDER BY verified_at, seller_id, sku LIMIT $5`;

/** An offer of a record that is reported to the owner of the view. */
export interface PublishedOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: 'trusted' | 'untrusted';
  readonly verified_at: Date;
}

/** Reads the next offers, after this one, whose newest record is that of this recovery; in the order of their names. */
export async function findPublishedOffers(
  db: Queryable,
  { recovery_id, finished_at }: { readonly recovery_id: string; readonly finished_at: string },
  after: OfferName,
  limit: number,
): Promise<PublishedOffer[]> {
  const values = [recovery_id, finished_at, after.seller_id, after.sku, limit];
  return (await db.query<PublishedOffer>({ name: 'find-published-offers', text: FIND_PUBLISHED_SQL, values }))
    .rows;
}

const READ_SQL = (condition: string): string => `
  SELECT seller_id, sku, confidence, verified_at FROM offer_confidence WHERE ${condition}`;

/** The newest verdict on an offer. */
export interface ConfidenceOf {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly verified_at: Date;
}

/** Reads the verdicts of the newest records about the offers that match the SQL condition. */
export async function readConfidence(db: Queryable, condition: string): Promise<ConfidenceOf[]> {
  return (await db.query<ConfidenceOf>(READ_SQL(condition))).rows;
}

const LIST_SQL = `
  SELECT seller_id, sku, confidence, recovery_id, verified_at, damage.reason AS revoked
  FROM offer_confidence LEFT JOIN sealed_damage AS damage ON damage_id = revoked_by
  WHERE ($1::text IS NULL OR confidence = $1) AND ($2::text IS NULL OR sku = $2)
    AND ($3::timestamptz IS NULL OR (verified_at, seller_id, sku) > ($3, $4, $5))
  ORDER BY verified_at, seller_id, sku LIMIT $6`;

/** Position of an offer in the list, which is ordered by the time of its newest verification. */
export interface OfferPlace {
  readonly verified_at: Date;
  readonly seller_id: string;
  readonly sku: string;
}

/** The newest verdict on an offer, as it is listed. */
export interface ConfidenceRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly recovery_id: string;
  readonly verified_at: Date;
  /** Why the record does not count any more, although it is trusted: what it relied on is damaged. Null if it counts. */
  readonly revoked: string | null;
}

/** Which verdicts are listed; null does not restrict. */
export interface ConfidenceFilter {
  readonly confidence: string | null;
  readonly sku: string | null;
  /** The last offer of the previous page. */
  readonly after: OfferPlace | null;
}

/**
 * Lists offers by the time of their newest verification, the oldest first. An offer that is verified
 * meanwhile moves to the end and appears again there.
 */
export async function listConfidence(
  db: Queryable,
  { confidence, sku, after }: ConfidenceFilter,
  limit: number,
): Promise<ConfidenceRow[]> {
  const last =
    after === null
      ? [null, null, null]
      : [timestamp(after.verified_at.getTime()), after.seller_id, after.sku];
  return (
    await db.query<ConfidenceRow>({
      name: 'list-confidence',
      text: LIST_SQL,
      values: [confidence, sku, ...last, limit],
    })
  ).rows;
}

const NEXT_AGED_SQL = `
  SELECT seller_id, sku, attempts, confidence = 'untrusted' AND revoked_by IS NULL AS untrusted FROM offer_confidence
  WHERE due_from <= now() - make_interval(hours => $1) ORDER BY due_from, sku, seller_id LIMIT $2`;

/** An offer that is due to be verified. */
export interface DueOffer extends OfferName {
  /** Verifications since its last verdict that gave none. */
  readonly attempts: number;
  /** Whether its newest record found it wrong. */
  readonly untrusted: boolean;
}

/** Reads the first offers whose newest record is older than this, the oldest first. */
export async function nextAged(db: Queryable, older_than_hours: number, limit: number): Promise<DueOffer[]> {
  const values = [older_than_hours, limit];
  return (await db.query<DueOffer>({ name: 'next-aged', text: NEXT_AGED_SQL, values })).rows;
}

const POSTPONE_AGED_SQL = `
  UPDATE offer_confidence AS aged SET attempts = least(attempts + 1, 100),
    due_from = now() - make_interval(hours => coalesce($4::int, 0)) + make_interval(secs => $5::double precision / 1000)
  FROM unnest($1::text[], $2::text[]) AS unit (seller_id, sku)
  WHERE aged.seller_id = unit.seller_id AND aged.sku = unit.sku AND aged.recovery_id <> $3`;

/** When the offers of a run without a verdict are due again. */
export interface Postponed {
  /** The recovery that verified the offers; one that has its verdict stays as it is. */
  readonly recovery_id: string;
  /** Null: an age alone makes no offer due. */
  readonly proof_valid_hours: number | null;
  readonly retry_ms: number;
}

/** Makes offers that got no verdict due again after `retry_ms`. */
export async function postponeAged(
  db: Queryable,
  offers: readonly OfferName[],
  { recovery_id, proof_valid_hours, retry_ms }: Postponed,
): Promise<void> {
  const names = columns(
    offers,
    ({ seller_id }) => seller_id,
    ({ sku }) => sku,
  );
  const values = [...names, recovery_id, proof_valid_hours, retry_ms];
  await db.query({ name: 'postpone-aged', text: POSTPONE_AGED_SQL, values });
}
