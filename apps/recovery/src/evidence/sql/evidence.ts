import {
  CHAIN_START,
  type ChainEnd,
  canonicalDigest,
  canonicalJson,
  type Evidence,
  EvidenceTooLargeError,
} from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { EVIDENCE_BYTES } from '@stockproof/bounds';

const CHAIN_END_SQL = `
  SELECT sequence, digest, record::json ->> 'finished_at' AS finished_at FROM evidence
  ORDER BY sequence DESC LIMIT 1`;

/** Reads the end of the chain, and locks it until the transaction ends, so that nobody else appends. */
export async function readChainEnd(db: Queryable): Promise<ChainEnd> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('stockproof evidence chain'))`);
  const { rows } = await db.query<ChainEnd>({ name: 'read-chain-end', text: CHAIN_END_SQL });
  return rows[0] ?? CHAIN_START;
}

const INSERT_SQL = 'INSERT INTO evidence (sequence, recovery_id, digest, record) VALUES ($1, $2, $3, $4)';

/** Inserts a record to be published. Rejects with EvidenceTooLargeError if its topic cannot accept it. */
export async function insertEvidence(db: Queryable, evidence: Evidence): Promise<void> {
  const { integrity, recovery_id } = evidence;
  const record = canonicalJson(evidence);
  const bytes = Buffer.byteLength(record);
  if (bytes > EVIDENCE_BYTES.record) throw new EvidenceTooLargeError(bytes, EVIDENCE_BYTES.record);
  await db.query({
    name: 'insert-evidence',
    text: INSERT_SQL,
    values: [integrity.sequence, recovery_id, canonicalDigest(evidence), record],
  });
}

const FIND_SQL = 'SELECT sequence, record FROM evidence WHERE recovery_id = $1';

/** Reads a record as canonical JSON; null if there is none. */
export async function findEvidence(
  db: Queryable,
  recovery_id: string,
): Promise<{ readonly sequence: number; readonly record: string } | null> {
  const { rows } = await db.query<{ sequence: number; record: string }>({
    name: 'find-evidence',
    text: FIND_SQL,
    values: [recovery_id],
  });
  return rows[0] ?? null;
}

const LIST_SQL = 'SELECT record FROM evidence WHERE sequence > $1 ORDER BY sequence LIMIT $2';

/** Reads records after a number as canonical JSON, oldest first. */
export async function listEvidence(db: Queryable, after: number, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ record: string }>({
    name: 'list-evidence',
    text: LIST_SQL,
    values: [after, limit],
  });
  return rows.map(({ record }) => record);
}

const SUMMARY_COLUMNS = `
  evidence.sequence, evidence.recovery_id, evidence.digest, evidence.recorded_at,
  run.flow, run.mode, run.requested_by, run.confidence_status`;

const SUMMARIES_SQL = `
  SELECT ${SUMMARY_COLUMNS}, NULL AS version, NULL AS chain_digest
  FROM evidence JOIN recovery AS run USING (recovery_id)
  WHERE evidence.sequence < $1 ORDER BY evidence.sequence DESC LIMIT $2`;

/** A record without its content. */
export interface EvidenceSummary {
  readonly sequence: number;
  readonly recovery_id: string;
  /** SHA-256 of the record's canonical JSON (hex). */
  readonly digest: string;
  readonly recorded_at: Date;
  readonly flow: string;
  readonly mode: string;
  readonly requested_by: string;
  readonly confidence_status: string | null;
  /** The head that it attests of the offer that was asked for; null without one. */
  readonly version: number | null;
  readonly chain_digest: string | null;
}

/** Reads records before a number without their content, newest first. */
export async function listSummaries(
  db: Queryable,
  before: number,
  limit: number,
): Promise<EvidenceSummary[]> {
  const values = [before, limit];
  return (await db.query<EvidenceSummary>({ name: 'list-summaries', text: SUMMARIES_SQL, values })).rows;
}

const OF_OFFER_SQL = `
  SELECT ${SUMMARY_COLUMNS}, head.version, head.chain_digest
  FROM signed_stream_head AS head JOIN evidence USING (sequence) JOIN recovery AS run USING (recovery_id)
  WHERE head.chain = 'ledger' AND head.sku = $1 AND head.seller_id = $2 AND head.source <> 'checkpoint'
    AND head.sequence < $3
  ORDER BY head.sequence DESC LIMIT $4`;

/** Reads records before a number that attest the history of an offer, newest first. */
export async function listProofsOfOffer(
  db: Queryable,
  { seller_id, sku }: { readonly seller_id: string; readonly sku: string },
  before: number,
  limit: number,
): Promise<EvidenceSummary[]> {
  const values = [sku, seller_id, before, limit];
  return (await db.query<EvidenceSummary>({ name: 'list-proofs-of-offer', text: OF_OFFER_SQL, values })).rows;
}

const LOCK_PUBLISHING_SQL = `SELECT pg_advisory_xact_lock(hashtext('stockproof evidence publishing'))`;

/** Until the transaction ends no other process publishes records, so that they are published in their order. */
export async function lockPublishing(db: Queryable): Promise<void> {
  await db.query({ name: 'lock-publishing', text: LOCK_PUBLISHING_SQL });
}

const UNPUBLISHED_SQL = `
  SELECT sequence, recovery_id, record, record::json ->> 'finished_at' AS finished_at FROM evidence
  WHERE NOT published ORDER BY sequence LIMIT 1`;

/** A record that is stored and not published yet. */
export interface UnpublishedEvidence {
  readonly sequence: number;
  readonly recovery_id: string;
  readonly record: string;
  /** RFC 3339; the time of its verdicts. */
  readonly finished_at: string;
}

/** Reads the oldest sealed record that may not be on the topic yet; null if all are. */
export async function unpublishedEvidence(db: Queryable): Promise<UnpublishedEvidence | null> {
  const { rows } = await db.query<UnpublishedEvidence>({
    name: 'unpublished-evidence',
    text: UNPUBLISHED_SQL,
  });
  return rows[0] ?? null;
}

const COUNT_UNPUBLISHED_SQL = 'SELECT count(*)::int AS unpublished FROM evidence WHERE NOT published';

/** Counts the sealed records that may not be on the topic yet. */
export async function countUnpublished(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ unpublished: number }>({
    name: 'count-unpublished',
    text: COUNT_UNPUBLISHED_SQL,
  });
  return rows[0]?.unpublished ?? 0;
}

const MARK_PUBLISHED_SQL = 'UPDATE evidence SET published = true WHERE sequence = $1';

/** Marks a record as published on its topic. */
export async function markPublished(db: Queryable, sequence: number): Promise<void> {
  await db.query({ name: 'mark-published', text: MARK_PUBLISHED_SQL, values: [sequence] });
}
