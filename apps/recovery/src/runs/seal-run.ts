import { chainEnd, type Evidence, seal } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { offerOf, offersFoundBy } from '@stockproof/verification';
import type { RunCommand } from '@stockproof/recovery-run';
import { reopenDamage } from '../damage/sql/sealed-damage.js';
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
  keys: Pick<EvidenceKeys, 'signer' | 'rotateWhenDue'>,
  facts: ContentFacts,
): Promise<void> {
  const { chain, speaks_of_availability } = facts.flow.recoverable;
  const heads = facts.last.heads();
  const content = makeContent(facts, heads);
  const is_trusted = content.confidence_status === 'trusted';
  let evidence: Evidence | null = null;
  const command = async (db: Queryable): Promise<RunCommand> => {
    const end = await readChainEnd(db);
    await keys.rotateWhenDue(db, () => signedUntil(db, end));
    evidence = seal(content, end, await keys.signer(db));
    const { sequence } = chainEnd(evidence);
    return { type: 'complete', by: 'system', confidence_status: content.confidence_status, sequence };
  };
  const also = async (db: Queryable): Promise<void> => {
    if (evidence === null) throw new Error('nothing was sealed');
    await insertEvidence(db, evidence);
    const source = is_trusted ? 'evidence' : 'untrusted';
    const by = { source, chain, sequence: evidence.integrity.sequence } as const;
    for (const page of heads.pages()) await insertSignedHeads(db, by, page);
    if (!speaks_of_availability) return;
    const { recovery_id, finished_at } = evidence;
    if (is_trusted) await reopenDamage(db, facts.requested_at);
    const confidence = is_trusted ? 'trusted' : 'untrusted';
    // All offers of a trusted record; of another one those that a check names.
    for (const page of is_trusted ? heads.pages() : [namedByChecks(facts)]) {
      await writeConfidence(db, page, confidence, recovery_id, finished_at);
      await settleChanges(db, page, confidence, facts.requested_at);
    }
  };
  await runs.act(content.recovery_id, command, { lease, also });
}

function namedByChecks({ last }: ContentFacts): readonly VerifiedOffer[] {
  const wrong = new Set(last.checks.filter(({ status }) => status === 'fail').flatMap(offersFoundBy));
  return [...wrong].map(offerOf);
}
