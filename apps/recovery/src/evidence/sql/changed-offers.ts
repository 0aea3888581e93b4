import { columns, type Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';
import type { DueOffer, Postponed, VerifiedOffer } from './offer-confidence.js';

const PAGE = 20_000;

// In the order of the key, so that two writers lock rows in the same order.
const NOTE_SQL = `
  INSERT INTO changed_offer (seller_id, sku, version, queued_at, noted_at, proof)
  SELECT head.seller_id, head.sku, head.version, now(), now(), coalesce(proof.confidence, 'none')
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS head (seller_id, sku, version)
  LEFT JOIN offer_confidence AS proof ON proof.seller_id = head.seller_id AND proof.sku = head.sku
  WHERE proof.version IS DISTINCT FROM head.version OR proof.confidence IS DISTINCT FROM 'trusted'
  ORDER BY head.seller_id COLLATE "C", head.sku COLLATE "C"
  ON CONFLICT (seller_id, sku) DO UPDATE
    SET version = excluded.version, noted_at = excluded.noted_at, proof = excluded.proof`;

/**
 * Queues offers that changed, unless a trusted record attests the same version. An offer that is queued already keeps
 * its place, so that one that changes without end is verified too.
 */
export async function noteChanges(
  db: Queryable,
  heads: readonly (OfferName & { readonly version: number })[],
): Promise<void> {
  for (let start = 0; start < heads.length; start += PAGE) {
    const values = columns(
      heads.slice(start, start + PAGE),
      ({ seller_id }) => seller_id,
      ({ sku }) => sku,
      ({ version }) => version,
    );
    await db.query({ name: 'note-changes', text: NOTE_SQL, values });
  }
}

const NOTE_UNKNOWN_SQL = `
  INSERT INTO changed_offer (seller_id, sku, version, queued_at, noted_at)
  SELECT offer.seller_id, offer.sku, 0, now(), now() FROM unnest($1::text[], $2::text[]) AS offer (seller_id, sku)
  WHERE NOT EXISTS (
    SELECT FROM offer_confidence AS proof WHERE proof.seller_id = offer.seller_id AND proof.sku = offer.sku
  )
  ORDER BY offer.seller_id COLLATE "C", offer.sku COLLATE "C"
  ON CONFLICT (seller_id, sku) DO NOTHING`;

/** Queues offers that no record has a verdict on. Returns how many were not queued before. */
export async function noteUnknown(db: Queryable, offers: readonly OfferName[]): Promise<number> {
  const values = namesOf(offers);
  return (await db.query({ name: 'note-unknown', text: NOTE_UNKNOWN_SQL, values })).rowCount ?? 0;
}

// A change that was noted before the run was requested is older than the run's snapshot.
const SETTLE_SQL = `
  WITH verified AS MATERIALIZED (
    SELECT changed.seller_id, changed.sku,
      coalesce(changed.noted_at < $4::timestamptz OR changed.version = offer.version, false) AS covered
    FROM changed_offer AS changed
    JOIN unnest($1::text[], $2::text[], $3::bigint[]) AS offer (seller_id, sku, version)
      ON changed.seller_id = offer.seller_id AND changed.sku = offer.sku
    ORDER BY changed.seller_id, changed.sku FOR UPDATE OF changed
  ), settled AS (
    DELETE FROM changed_offer AS changed USING verified
    WHERE changed.seller_id = verified.seller_id AND changed.sku = verified.sku AND verified.covered
  )
  UPDATE changed_offer AS changed SET queued_at = changed.noted_at, attempts = 0, proof = $5 FROM verified
  WHERE changed.seller_id = verified.seller_id AND changed.sku = verified.sku AND NOT verified.covered`;

/**
 * Takes offers that a run gave this verdict on from the queue. Those that changed after the run was requested stay, from
 * that change on.
 */
export async function settleChanges(
  db: Queryable,
  offers: readonly VerifiedOffer[],
  confidence: 'trusted' | 'untrusted',
  requested_at: string,
): Promise<void> {
  for (let start = 0; start < offers.length; start += PAGE) {
    const page = offers.slice(start, start + PAGE);
    const values = [...namesOf(page), page.map(({ version }) => version ?? null), requested_at, confidence];
    await db.query({ name: 'settle-changes', text: SETTLE_SQL, values });
  }
}

// A subquery for each row: joined, a page of some thousand rows would read the whole other table.
const NEXT_SQL = `
  SELECT seller_id, sku, attempts, coalesce((
    SELECT confidence = 'untrusted' AND revoked_by IS NULL FROM offer_confidence AS proof
    WHERE proof.seller_id = changed.seller_id AND proof.sku = changed.sku
  ), false) AS untrusted
  FROM changed_offer AS changed WHERE queued_at <= now() ORDER BY queued_at, sku, seller_id LIMIT $1`;

/** Reads the first offers that changed since their proof or have none, the oldest change first. */
export async function nextChanged(db: Queryable, limit: number): Promise<DueOffer[]> {
  return (await db.query<DueOffer>({ name: 'next-changed', text: NEXT_SQL, values: [limit] })).rows;
}

const POSTPONE_SQL = `
  UPDATE changed_offer AS changed SET attempts = least(attempts + 1, 100),
    queued_at = now() + make_interval(secs => $4::double precision / 1000)
  FROM unnest($1::text[], $2::text[]) AS unit (seller_id, sku)
  WHERE changed.seller_id = unit.seller_id AND changed.sku = unit.sku AND NOT EXISTS (
    SELECT FROM offer_confidence AS proof
    WHERE proof.seller_id = unit.seller_id AND proof.sku = unit.sku AND proof.recovery_id = $3
  )`;

/** Queues changed offers that got no verdict again, `retry_ms` from now. */
export async function postponeChanged(
  db: Queryable,
  offers: readonly OfferName[],
  { recovery_id, retry_ms }: Pick<Postponed, 'recovery_id' | 'retry_ms'>,
): Promise<void> {
  const values = [...namesOf(offers), recovery_id, retry_ms];
  await db.query({ name: 'postpone-changed', text: POSTPONE_SQL, values });
}

function namesOf(offers: readonly OfferName[]): unknown[][] {
  return columns(
    offers,
    ({ seller_id }) => seller_id,
    ({ sku }) => sku,
  );
}
