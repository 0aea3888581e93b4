import { canonicalDigest, canonicalJson, type Evidence } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

const SQL = 'INSERT INTO evidence (sequence, recovery_id, digest, record) VALUES ($1, $2, $3, $4)';

export async function insertEvidence(db: Queryable, evidence: Evidence): Promise<void> {
  const { integrity, recovery_id } = evidence;
  await db.query({
    name: 'insert-evidence',
    text: SQL,
    values: [integrity.sequence, recovery_id, canonicalDigest(evidence), canonicalJson(evidence)],
  });
}
