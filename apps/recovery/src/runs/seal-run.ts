import { chainEnd, type Evidence, seal } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { offerOf, offersFoundBy } from '@stockproof/verification';
import type { RunCommand } from '@stockproof/recovery-run';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { settleChanges } from '../evidence/sql/changed-offers.js';
import { insertEvidence, readChainEnd } from '../evidence/sql/evidence.js';
import { insertSignedHeads } from '../evidence/sql/signed-heads.js';
import { signedUntil } from '../evidence/signed-until.js';
import { type VerifiedOffer, writeConfidence } from '../evidence/sql/offer-confidence.js';
import type { Lease, Runs } from './runs.js';
import { type ContentFacts, makeContent } from './make-content.js';

/**
 * Signs the record at the end of the chain and ends the run in the same transaction, so there is never a
 * record without its run, nor a completed run without its record. Rejects with LeaseLostError.
 */
export async function sealRun(
  runs: Runs,
  lease: Lease,
  keys: Pick<EvidenceKeys, 'signing' | 'rotateWhenDue'>,
  facts: ContentFacts,
): Promise<void> {
  const { chain, speaks_of_availability } = facts.flow.recoverable;
  const heads = facts.last.heads();
  const content = makeContent(facts, heads);
  const { trusted, untrusted } = verdictsOf(facts, content.confidence_status === 'trusted' ? heads : null);
  let evidence: Evidence | null = null;
  const command = async (db: Queryable): Promise<RunCommand> => {
    const end = await readChainEnd(db);
    await keys.rotateWhenDue(() => signedUntil(db, end));
    evidence = seal(content, end, keys.signing);
    const { sequence } = chainEnd(evidence);
    return { type: 'complete', by: 'system', confidence_status: content.confidence_status, sequence };
  };
  const also = async (db: Queryable): Promise<void> => {
    if (evidence === null) throw new Error('nothing was sealed');
    await insertEvidence(db, evidence);
    const source = content.confidence_status === 'trusted' ? 'evidence' : 'untrusted';
    await insertSignedHeads(db, { source, chain, sequence: evidence.integrity.sequence }, heads);
    if (!speaks_of_availability) return;
    const { recovery_id, finished_at } = evidence;
    await writeConfidence(db, trusted, 'trusted', recovery_id, finished_at);
    await writeConfidence(db, untrusted, 'untrusted', recovery_id, finished_at);
    await settleChanges(db, [...trusted, ...untrusted], facts.requested_at);
  };
  await runs.act(content.recovery_id, command, { lease, also });
}

/** All offers of a trusted record; of another record those that a check names. */
function verdictsOf(
  { last }: ContentFacts,
  whole: readonly VerifiedOffer[] | null,
): { trusted: readonly VerifiedOffer[]; untrusted: readonly VerifiedOffer[] } {
  if (whole !== null) return { trusted: whole, untrusted: [] };
  const wrong = new Set(last.checks.filter(({ status }) => status === 'fail').flatMap(offersFoundBy));
  return { trusted: [], untrusted: [...wrong].map(offerOf) };
}
