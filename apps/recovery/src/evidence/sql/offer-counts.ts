import type { Queryable } from '@stockproof/postgres';

/** How many offers are known, by what their newest record says and when. Ages are to the minute. */
export interface OfferCounts {
  readonly trusted: number;
  readonly untrusted: number;
  /** Offers that the ledger was seen to have and no record names. */
  readonly unverified: number;
  /** Trusted offers that changed since their proof. */
  readonly changed_since_proven: number;
  /** Trusted offers by the age of their proof; each includes the ones before it. */
  readonly within_1_hour: number;
  readonly within_24_hours: number;
  readonly within_7_days: number;
  /** Offers whose newest record, whatever it says, is older than a proof counts. */
  readonly past_proof_age: number;
  readonly verified_in_10_minutes: number;
  readonly oldest_verified_at: Date | null;
}

// A proof is never called younger than it is, nor past its age before that.
const READ_SQL = `
  WITH counted AS (SELECT state, minute, state IN ('trusted', 'untrusted') AS proven, offers FROM offer_count)
  SELECT coalesce(sum(offers) FILTER (WHERE state = 'trusted'), 0)::int AS trusted,
    coalesce(sum(offers) FILTER (WHERE state = 'untrusted'), 0)::int AS untrusted,
    coalesce(sum(offers) FILTER (WHERE state = 'unverified'), 0)::int AS unverified,
    coalesce(sum(offers) FILTER (WHERE state = 'changed'), 0)::int AS changed_since_proven,
    coalesce(sum(offers) FILTER (WHERE state = 'trusted' AND minute > now() - interval '1 hour'), 0)::int AS within_1_hour,
    coalesce(sum(offers) FILTER (WHERE state = 'trusted' AND minute > now() - interval '24 hours'), 0)::int AS within_24_hours,
    coalesce(sum(offers) FILTER (WHERE state = 'trusted' AND minute > now() - interval '7 days'), 0)::int AS within_7_days,
    coalesce(sum(offers) FILTER (WHERE proven AND minute + interval '1 minute' <= now() - make_interval(hours => $1)), 0)::int AS past_proof_age,
    coalesce(sum(offers) FILTER (WHERE proven AND minute > now() - interval '10 minutes'), 0)::int AS verified_in_10_minutes,
    (SELECT min(verified_at) FROM offer_confidence) AS oldest_verified_at
  FROM counted`;

/** Reads the counts; their time does not depend on the number of offers. `proof_valid_hours` null: no proof is too old. */
export async function readOfferCounts(
  db: Queryable,
  proof_valid_hours: number | null,
): Promise<OfferCounts | null> {
  const values = [proof_valid_hours];
  const { rows } = await db.query<OfferCounts>({ name: 'read-offer-counts', text: READ_SQL, values });
  return rows[0] ?? null;
}

/** Older than any age that is asked for: all such minutes are one. */
const OLD_SQL = `now() - greatest(interval '7 days', make_interval(hours => coalesce($1::int, 0))) - interval '1 day'`;

const FOLD_SQL = `
  WITH folded AS MATERIALIZED (
    SELECT state, minute FROM offer_count GROUP BY state, minute
    HAVING count(*) > 1 OR minute < ${OLD_SQL} AND minute <> '-infinity'
  ), taken AS (
    DELETE FROM offer_count AS one USING folded
    WHERE one.state = folded.state AND (one.minute = folded.minute
      OR one.minute = '-infinity' AND folded.minute < ${OLD_SQL})
    RETURNING one.state, one.minute, one.offers
  )
  INSERT INTO offer_count (state, minute, offers)
  SELECT state, CASE WHEN minute < ${OLD_SQL} THEN '-infinity' ELSE minute END, sum(offers) FROM taken
  GROUP BY 1, 2 HAVING sum(offers) <> 0`;

/**
 * Adds up the rows that writers have added, so that there is one for each minute of the last days. The sums stay the
 * same, whoever writes or folds at the same time.
 */
export async function foldOfferCounts(db: Queryable, proof_valid_hours: number | null): Promise<void> {
  await db.query({ name: 'fold-offer-counts', text: FOLD_SQL, values: [proof_valid_hours] });
}

const CORRECT_SQL = `
  UPDATE changed_offer AS changed SET proof = coalesce(known.confidence, 'none')
  FROM changed_offer AS queued LEFT JOIN offer_confidence AS known
    ON known.seller_id = queued.seller_id AND known.sku = queued.sku
  WHERE changed.seller_id = queued.seller_id AND changed.sku = queued.sku
    AND changed.proof <> coalesce(known.confidence, 'none')`;

/**
 * Corrects what queued offers remember of their proof: a change that is noted while another transaction stores the verdict
 * does not see it. Returns how many differed.
 */
export async function correctQueued(db: Queryable): Promise<number> {
  return (await db.query({ name: 'correct-queued', text: CORRECT_SQL })).rowCount ?? 0;
}

// One statement: the counts and the rows are of one snapshot.
const CHECK_SQL = `
  WITH counted AS (
    SELECT state, CASE WHEN minute < ${OLD_SQL} THEN '-infinity' ELSE minute END AS minute, offers FROM offer_count
    UNION ALL
    SELECT confidence, CASE WHEN verified_at < ${OLD_SQL} THEN '-infinity'
      ELSE date_bin('1 minute', verified_at, 'epoch') END, -count(*) FROM offer_confidence GROUP BY 1, 2
    UNION ALL
    SELECT CASE proof WHEN 'trusted' THEN 'changed' ELSE 'unverified' END, '-infinity', -count(*) FROM changed_offer
    WHERE proof <> 'untrusted' GROUP BY 1
  ), wrong AS (
    SELECT state, minute, sum(offers) AS too_many FROM counted GROUP BY 1, 2 HAVING sum(offers) <> 0
  ), corrected AS (
    INSERT INTO offer_count (state, minute, offers) SELECT state, minute, -too_many FROM wrong
  )
  SELECT coalesce(sum(abs(too_many)), 0)::int AS differences FROM wrong`;

/**
 * Counts all offers, compares with the counts that are kept, and corrects those. Its time follows the number of offers;
 * PostgreSQL counts, so memory does not. Only one process may do it at a time. Returns the sum of the differences.
 */
export async function checkOfferCounts(db: Queryable, proof_valid_hours: number | null): Promise<number> {
  const values = [proof_valid_hours];
  const { rows } = await db.query<{ differences: number }>({
    name: 'check-offer-counts',
    text: CHECK_SQL,
    values,
  });
  return rows[0]?.differences ?? 0;
}

const LOCK_SQL = `SELECT pg_try_advisory_xact_lock(hashtext('stockproof offer counts')) AS mine`;

/** Tries to become the only transaction that checks the counts, until it ends. */
export async function tryLockOfferCounts(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ mine: boolean }>({ name: 'lock-offer-counts', text: LOCK_SQL });
  return rows[0]?.mine === true;
}
