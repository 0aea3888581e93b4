import { type Queryable, timestamp } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const WRITE_SQL = `
  INSERT INTO offer_confidence (seller_id, sku, confidence, recovery_id, verified_at)
  SELECT *, $3, $4, $5 FROM unnest($1::text[], $2::text[])
  ON CONFLICT (seller_id, sku) DO UPDATE SET confidence = excluded.confidence, recovery_id = excluded.recovery_id,
    verified_at = excluded.verified_at`;

/** Stores the verdict of a record about these offers; an older record does not overwrite a newer one. */
export async function writeConfidence(
  db: Queryable,
  offers: readonly OfferName[],
  confidence: string,
  recovery_id: string,
  verified_at: string,
): Promise<void> {
  if (offers.length === 0) return;
  const values = [
    offers.map(({ seller_id }) => seller_id),
    offers.map(({ sku }) => sku),
    confidence,
    recovery_id,
    verified_at,
  ];
  await db.query({ name: 'write-confidence', text: WRITE_SQL, values });
}

const FIND_PUBLISHED_SQL =
  'SELECT seller_id, sku, confidence, verified_at FROM offer_confidence WHERE recovery_id = $1';

export interface PublishedOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: 'trusted' | 'untrusted';
  readonly verified_at: Date;
}

/** Reads the offers whose newest record is that of this recovery. */
export async function findPublishedOffers(db: Queryable, recovery_id: string): Promise<PublishedOffer[]> {
  return (
    await db.query<PublishedOffer>({
      name: 'find-published-offers',
      text: FIND_PUBLISHED_SQL,
      values: [recovery_id],
    })
  ).rows;
}

const READ_SQL = (condition: string): string => `
  SELECT seller_id, sku, confidence, verified_at FROM offer_confidence WHERE ${condition}`;

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
  SELECT seller_id, sku, confidence, recovery_id, verified_at FROM offer_confidence
  WHERE ($1::text IS NULL OR confidence = $1) AND ($2::text IS NULL OR sku = $2)
    AND ($3::timestamptz IS NULL OR (verified_at, seller_id, sku) > ($3, $4, $5))
  ORDER BY verified_at, seller_id, sku LIMIT $6`;

/** Position of an offer in the list, which is ordered by the time of its newest verification. */
export interface OfferPlace {
  readonly verified_at: Date;
  readonly seller_id: string;
  readonly sku: string;
}

export interface ConfidenceRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly recovery_id: string;
  readonly verified_at: Date;
}

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

const SUMMARISE_SQL = `
  SELECT count(*) FILTER (WHERE confidence = 'trusted')::int AS trusted,
    count(*) FILTER (WHERE confidence = 'untrusted')::int AS untrusted, min(verified_at) AS oldest_verified_at
  FROM offer_confidence`;

export interface ConfidenceCounts {
  readonly trusted: number;
  readonly untrusted: number;
  readonly oldest_verified_at: Date | null;
}

/** Counts the offers by the verdict of their newest record. */
export async function summariseConfidence(db: Queryable): Promise<ConfidenceCounts> {
  const { rows } = await db.query<ConfidenceCounts>({ name: 'summarise-confidence', text: SUMMARISE_SQL });
  return rows[0] ?? { trusted: 0, untrusted: 0, oldest_verified_at: null };
}
