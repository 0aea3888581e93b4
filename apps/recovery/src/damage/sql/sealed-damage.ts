import { type Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

/** A part of sealed history that cannot be relied on. */
export interface SealedDamage {
  /** Names the object, or the range that was set aside. */
  readonly place: string;
  readonly topic: string;
  readonly partition: number;
  readonly from_offset: number;
  readonly to_offset: number;
  /** The SKUs of the damaged file; null: whatever is in the range. */
  readonly first_sku: string | null;
  readonly last_sku: string | null;
  /** Whether nobody reads it any more, so that its offers can be verified. */
  readonly set_aside: boolean;
  readonly reason: string;
}

const FIND_SQL = `
  SELECT topic, partition, from_offset, to_offset, file ->> 'first_sku' AS first_sku, file ->> 'last_sku' AS last_sku
  FROM sealed_segment
  LEFT JOIN LATERAL jsonb_array_elements(signed -> 'manifest' -> 'files') AS file ON file ->> 'object' = $1
  WHERE strpos(signed::text, to_jsonb($1::text)::text) > 0 AND replaced_by IS NULL AND set_aside_at IS NULL
  ORDER BY topic, partition, from_offset`;

/**
 * Finds the segments that stand and have this object. An object that is not one of their sorted files concerns all that
 * they hold.
 */
export async function findSegmentsWith(
  db: Queryable,
  object: string,
): Promise<
  Pick<SealedDamage, 'topic' | 'partition' | 'from_offset' | 'to_offset' | 'first_sku' | 'last_sku'>[]
> {
  return (await db.query<SealedDamage>({ name: 'find-segments-with', text: FIND_SQL, values: [object] }))
    .rows;
}

const NOTE_SQL = `
  INSERT INTO sealed_damage (place, topic, partition, from_offset, to_offset, first_sku, last_sku, set_aside, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (place) DO UPDATE SET reason = excluded.reason, findings = sealed_damage.findings + 1, handled_at = NULL,
    found_at = excluded.found_at`;

/** Stores damage that was found now; the same place, found again, is handled again. */
export async function insertDamage(db: Queryable, damage: SealedDamage): Promise<void> {
  const { place, topic, partition, from_offset, to_offset, first_sku, last_sku, set_aside, reason } = damage;
  await db.query({
    name: 'insert-damage',
    text: NOTE_SQL,
    values: [place, topic, partition, from_offset, to_offset, first_sku, last_sku, set_aside, reason],
  });
}

const REOPEN_SQL = `
  UPDATE sealed_damage SET findings = findings + 1, handled_at = NULL WHERE found_at > $1::timestamptz`;

/**
 * Has damage handled again that was found after a run was requested: the run may have read it before. In the transaction that
 * stores the run's verdict.
 */
export async function reopenDamage(db: Queryable, requested_at: string): Promise<void> {
  await db.query({ name: 'reopen-damage', text: REOPEN_SQL, values: [requested_at] });
}

const OPEN_SQL = `
  SELECT damage_id, findings, set_aside FROM sealed_damage WHERE handled_at IS NULL ORDER BY damage_id`;

/** Damage whose proofs have not all been revoked and reported; `findings` tells one finding from the next. */
export interface OpenDamage {
  readonly damage_id: number;
  readonly findings: number;
  readonly set_aside: boolean;
}

/** Lists the damage that has to be handled. */
export async function listOpenDamage(db: Queryable): Promise<OpenDamage[]> {
  return (await db.query<OpenDamage>({ name: 'list-open-damage', text: OPEN_SQL })).rows;
}

// The records of the offers are few and their segments are in their text, so no index of segments is kept for it. A row that is
// being written gets a new verdict, which reopens the damage if it must.
const REVOKE_SQL = `
  WITH damage AS (SELECT * FROM sealed_damage WHERE damage_id = $1), standing AS MATERIALIZED (
    SELECT DISTINCT recovery_id FROM offer_confidence, damage
    WHERE confidence = 'trusted' AND (first_sku IS NULL OR sku BETWEEN first_sku AND last_sku)
  ), relied AS MATERIALIZED (
    SELECT recovery_id FROM evidence JOIN standing USING (recovery_id), damage
    WHERE (record::json ->> 'requested_at')::timestamptz < found_at AND EXISTS (
      SELECT FROM json_array_elements(record::json -> 'sealed_segments') AS part
      WHERE part ->> 'topic' = topic AND (part ->> 'partition')::int = partition
        AND (part ->> 'from_offset')::bigint < to_offset AND (part ->> 'to_offset')::bigint > from_offset
    )
  ), page AS MATERIALIZED (
    SELECT offer.seller_id, offer.sku FROM offer_confidence AS offer JOIN relied USING (recovery_id), damage
    WHERE confidence = 'trusted' AND (first_sku IS NULL OR offer.sku BETWEEN first_sku AND last_sku)
    ORDER BY offer.seller_id, offer.sku LIMIT $2 FOR UPDATE OF offer
  ), taken AS (
    UPDATE offer_confidence AS offer SET confidence = 'untrusted', revoked_by = $1, attempts = 0,
      verified_at = greatest(verified_at, found_at)
    FROM page, damage WHERE offer.seller_id = page.seller_id AND offer.sku = page.sku
    RETURNING offer.seller_id, offer.sku, offer.version
  ), queued AS (
    INSERT INTO changed_offer (seller_id, sku, version, queued_at, noted_at, proof)
    SELECT seller_id, sku, coalesce(version, 0), now(), now(), 'untrusted' FROM taken ORDER BY seller_id, sku
    ON CONFLICT (seller_id, sku) DO UPDATE
      SET proof = 'untrusted', noted_at = excluded.noted_at, version = greatest(changed_offer.version, excluded.version)
  )
  SELECT count(*)::int AS taken FROM taken`;

/**
 * Revokes the proofs, at most so many, whose record names a segment with this damage and was requested before it was found:
 * the offer is untrusted, and due. Returns how many. Only within a transaction.
 */
export async function revokeProofs(db: Queryable, damage_id: number, limit: number): Promise<number> {
  const { rows } = await db.query<{ taken: number }>({
    name: 'revoke-proofs',
    text: REVOKE_SQL,
    values: [damage_id, limit],
  });
  return rows[0]?.taken ?? 0;
}

const HASTEN_SQL = `
  UPDATE changed_offer AS changed SET queued_at = now(), attempts = 0 FROM offer_confidence AS offer
  WHERE offer.revoked_by IS NOT NULL AND changed.seller_id = offer.seller_id AND changed.sku = offer.sku
    AND changed.queued_at > now()`;

/** Has offers that were revoked verified now, whose verification failed while the damage stood. */
export async function hastenRevoked(db: Queryable): Promise<void> {
  await db.query({ name: 'hasten-revoked', text: HASTEN_SQL });
}

const REVOKED_SQL = `
  SELECT seller_id, sku, recovery_id, verified_at FROM offer_confidence
  WHERE revoked_by = $1 AND (seller_id, sku) > ($2, $3) ORDER BY seller_id, sku LIMIT $4`;

/** An offer whose proof was revoked, with the record that had proven it. */
export interface RevokedProof extends OfferName {
  readonly recovery_id: string;
  /** When it was revoked. */
  readonly verified_at: Date;
}

/** Reads the next offers, after this one, that were revoked because of this damage; in the order of their names. */
export async function listRevoked(
  db: Queryable,
  damage_id: number,
  after: OfferName,
  limit: number,
): Promise<RevokedProof[]> {
  const values = [damage_id, after.seller_id, after.sku, limit];
  return (await db.query<RevokedProof>({ name: 'list-revoked', text: REVOKED_SQL, values })).rows;
}

const HANDLED_SQL = `UPDATE sealed_damage SET handled_at = now() WHERE damage_id = $1 AND findings = $2`;

/** Notes that this finding was handled; nothing if the damage was found again meanwhile. */
export async function markHandled(
  db: Queryable,
  { damage_id, findings }: Pick<OpenDamage, 'damage_id' | 'findings'>,
): Promise<void> {
  await db.query({ name: 'mark-damage-handled', text: HANDLED_SQL, values: [damage_id, findings] });
}

const COUNT_SQL = `SELECT count(*)::int AS offers FROM offer_confidence WHERE revoked_by IS NOT NULL`;

/** Counts the offers whose proof was revoked and that have no new verdict; its time follows their number. */
export async function countRevoked(db: Queryable): Promise<number> {
  return (
    (await db.query<{ offers: number }>({ name: 'count-revoked', text: COUNT_SQL })).rows[0]?.offers ?? 0
  );
}
