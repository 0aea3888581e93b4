import { EVIDENCE_BYTES } from '@stockproof/bounds';
import { canonicalDigest, canonicalJson, type Evidence, EvidenceTooLargeError } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

const SQL = 'INSERT INTO evidence (sequence, recovery_id, digest, record) VALUES ($1, $2, $3, $4)';

/** Keeps a record that its topic can take: what is written here is published. Throws EvidenceTooLargeError for another. */
export async function insertEvidence(db: Queryable, evidence: Evidence): Promise<void> {
  const { integrity, recovery_id } = evidence;
  const record = canonicalJson(evidence);
  const bytes = Buffer.byteLength(record);
  if (bytes > EVIDENCE_BYTES.record) throw new EvidenceTooLargeError(bytes, EVIDENCE_BYTES.record);
  await db.query({
    name: 'insert-evidence',
    text: SQL,
    values: [integrity.sequence, recovery_id, canonicalDigest(evidence), record],
  });
}
