import type { Chain, ChainHead } from '@stockproof/evidence';
import { columns, type Queryable } from '@stockproof/postgres';
import type { KnownHead } from '@stockproof/verification';

const INSERT_SQL = `
  INSERT INTO signed_stream_head (source, chain, sequence, seller_id, sku, version, chain_digest)
  SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::text[])`;

const PAGE = 20_000;

/** The record or checkpoint that signed a head. */
export interface SignedBy {
  readonly source: 'evidence' | 'untrusted' | 'checkpoint';
  readonly chain: Chain;
  readonly sequence: number;
}

/** Stores the leaves of a signed root; later records are compared with them. */
export async function insertSignedHeads(
  db: Queryable,
  { source, chain, sequence }: SignedBy,
  heads: readonly ChainHead[],
): Promise<void> {
  for (let start = 0; start < heads.length; start += PAGE) {
    const values = columns(
      heads.slice(start, start + PAGE),
      (head) => head.seller_id,
      (head) => head.sku,
      (head) => head.version,
      (head) => head.chain_digest,
    );
    await db.query({
      name: 'insert-signed-heads',
      text: INSERT_SQL,
      values: [source, chain, sequence, ...values],
    });
  }
}

const READ_SQL = `
  SELECT seller_id, sku, version, chain_digest FROM signed_stream_head
  WHERE sequence = $1 AND source <> 'checkpoint'`;

/** Reads the leaves of one record. */
export async function readSignedHeads(db: Queryable, sequence: number): Promise<ChainHead[]> {
  const { rows } = await db.query<ChainHead>({
    name: 'read-signed-heads',
    text: READ_SQL,
    values: [sequence],
  });
  return rows;
}

/** Sequence numbers of the newest checkpoint and the newest record; 0 for none. */
export interface SignedSoFar {
  readonly checkpoint: number;
  readonly record: number;
}

const SO_FAR_SQL = `
  SELECT (SELECT coalesce(max(sequence), 0) FROM checkpoint)::bigint AS checkpoint,
    (SELECT coalesce(max(sequence), 0) FROM evidence)::bigint AS record`;

/** What is signed now. */
export async function readSignedSoFar(db: Queryable): Promise<SignedSoFar> {
  const { rows } = await db.query<SignedSoFar>({ name: 'read-signed-so-far', text: SO_FAR_SQL });
  return rows[0] ?? { checkpoint: 0, record: 0 };
}

/** Restricts a condition to heads that were signed until then. */
export function signedBy(condition: string, { checkpoint, record }: SignedSoFar): string {
  return `${condition} AND sequence <= CASE source WHEN 'checkpoint' THEN ${checkpoint} ELSE ${record} END`;
}

const NEWEST_SQL = (source: string, condition: string): string => `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_stream_head WHERE source ${source} AND chain = $1 AND ${condition}
  ORDER BY sku, seller_id, version DESC`;

/**
 * Reads the newest head of each offer in a trusted record or a checkpoint; the histories must still contain
 * it.
 */
export function findNewestSigned(db: Queryable, chain: Chain, condition: string): Promise<KnownHead[]> {
  return find(db, NEWEST_SQL(`<> 'untrusted'`, condition), chain);
}

/**
 * Reads the newest head of each offer in a trusted record: up to it ledger and CDC history agreed.
 * Checkpoints do not count, because they cover the ledger only.
 */
export function findAttestedHeads(db: Queryable, condition: string): Promise<KnownHead[]> {
  return find(db, NEWEST_SQL(`= 'evidence'`, condition), 'ledger');
}

async function find(db: Queryable, sql: string, chain: Chain): Promise<KnownHead[]> {
  const { rows } = await db.query<KnownHead>(sql, [chain]);
  return rows;
}

const NEWEST_IN_CHECKPOINTS_SQL = `
  SELECT asked.seller_id, asked.sku, signed.version
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  CROSS JOIN LATERAL (
    SELECT version FROM signed_stream_head
    WHERE chain = 'ledger' AND sku = asked.sku AND seller_id = asked.seller_id AND source = 'checkpoint'
    ORDER BY version DESC LIMIT 1
  ) AS signed`;

/** The newest version of an offer that a checkpoint signed. */
export interface SignedVersion {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
}

/** Reads the newest version that a checkpoint has signed of each of these offers; others are left out. */
export async function newestSignedVersions(
  db: Queryable,
  offers: readonly Pick<SignedVersion, 'seller_id' | 'sku'>[],
): Promise<SignedVersion[]> {
  const { rows } = await db.query<SignedVersion>({
    name: 'newest-signed-versions',
    text: NEWEST_IN_CHECKPOINTS_SQL,
    values: columns(
      offers,
      (offer) => offer.seller_id,
      (offer) => offer.sku,
    ),
  });
  return rows;
}

const OF_OFFER_SQL = `
  SELECT DISTINCT ON (version) version, chain_digest, source, sequence FROM signed_stream_head
  WHERE chain = 'ledger' AND sku = $1 AND seller_id = $2 AND version BETWEEN $3 AND $4
  ORDER BY version, source = 'checkpoint', sequence DESC`;

const SIGNED_UP_TO_SQL = `
  SELECT version FROM signed_stream_head
  WHERE chain = 'ledger' AND sku = $1 AND seller_id = $2 AND source <> 'untrusted' ORDER BY version DESC LIMIT 1`;

/** Who signed a version of an offer, and with which digest. */
export interface SignedAt {
  readonly version: number;
  readonly chain_digest: string;
  readonly source: SignedBy['source'];
  readonly sequence: number;
}

/**
 * Reads which versions of an offer in a range are signed, by a record rather than a checkpoint and by the newest of them; and the newest
 * version of all that a checkpoint or a trusted record has signed, 0 for none.
 */
export async function readSignedOfOffer(
  db: Queryable,
  { seller_id, sku }: Pick<ChainHead, 'seller_id' | 'sku'>,
  from_version: number,
  to_version: number,
): Promise<{ signed: ReadonlyMap<number, SignedAt>; signed_up_to: number }> {
  const [{ rows }, newest] = await Promise.all([
    db.query<SignedAt>({
      name: 'signed-of-offer',
      text: OF_OFFER_SQL,
      values: [sku, seller_id, from_version, to_version],
    }),
    db.query<{ version: number }>({
      name: 'signed-up-to',
      text: SIGNED_UP_TO_SQL,
      values: [sku, seller_id],
    }),
  ]);
  return {
    signed: new Map(rows.map((row) => [row.version, row])),
    signed_up_to: newest.rows[0]?.version ?? 0,
  };
}

// One source, so that the key of the table gives the order: a record has one.
const NEXT_OF_RECORD_SQL = (condition: string): string => `
  SELECT seller_id, sku, version FROM signed_stream_head
  WHERE source = $1 AND sequence = $2 AND (seller_id, sku) > ($3, $4) AND ${condition}
  ORDER BY seller_id, sku LIMIT $5`;

const SOURCE_OF_RECORD_SQL = `
  SELECT source FROM signed_stream_head WHERE sequence = $1 AND source = 'untrusted' LIMIT 1`;

/** Reads the offers that a record attests after this one and that match the SQL condition, in the order of their names. */
export async function nextSignedOffers(
  db: Queryable,
  sequence: number,
  condition: string,
  after: Pick<ChainHead, 'seller_id' | 'sku'>,
  limit: number,
): Promise<SignedVersion[]> {
  const { rows } = await db.query<Pick<SignedBy, 'source'>>({
    name: 'source-of-record',
    text: SOURCE_OF_RECORD_SQL,
    values: [sequence],
  });
  const values = [rows[0]?.source ?? 'evidence', sequence, after.seller_id, after.sku, limit];
  return (await db.query<SignedVersion>(NEXT_OF_RECORD_SQL(condition), values)).rows;
}
