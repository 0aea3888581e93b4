import { fitRecord } from '../record/fit-record.js';
import { type DsseEnvelope, envelopeOf } from '../record/in-toto.js';
import type { PublicKeys } from '../signing/key-ring.js';
import type { RecordDomain } from '../record/record-domain.js';
import { renderRecord } from '../record/render-record.js';
import type { SigningKey } from '../signing/statement.js';
import { type RecordFacts, type Verdict, verdictOf } from '../record/verdict.js';
import { verifyRecord, verifyRecordChain } from '../record/verify.js';
import { overBudget } from './change-budget.js';
import type { CandidateResult, Counterexample, Evidence, EvidenceContent } from './evidence-content.js';
import { evidenceReport } from './evidence-report.js';
import { evidenceShapeProblems } from './evidence-schema.js';
import { redriveProblems } from './redrive.js';

/** The records of this platform: about offers, with candidates and redrives. */
export const OFFER_RECORDS: RecordDomain<Counterexample, EvidenceContent> = {
  stream: 'offer',
  streamName: ({ seller_id, sku }) => ({ seller_id, sku }),
  streamsOf: ({ offers }) => offers,
  shapeProblems: evidenceShapeProblems,
  changeProblems: ({ candidate }) =>
    candidate?.promoted === true && overBudget(candidate.difference, candidate.budget).length > 0
      ? ['a candidate was promoted that is not inside its budget']
      : [],
  approvalProblems: redriveProblems,
  listed: (content, most) => ({
    ...content,
    candidate: worstSold(content.candidate, most),
  }),
  report: evidenceReport,
};

/** What the verdict about offers is computed from. */
export type VerdictFacts = Omit<RecordFacts, 'streams'> & { readonly offers: number };

/** The closed-world verdict about offers; see verdictOf. */
export function computeVerdict({ offers, ...facts }: VerdictFacts): Verdict {
  return verdictOf({ ...facts, streams: offers }, OFFER_RECORDS.stream);
}

/**
 * Verifies a single record. Returns one sentence per fault; empty if it is complete, consistent and signed by
 * a known key. Never throws.
 */
export function verifyEvidence(value: unknown, keys: PublicKeys): string[] {
  return verifyRecord(OFFER_RECORDS, value, keys);
}

/**
 * Verifies consecutive records, oldest first. Returns one sentence per fault. With `from_start` the first
 * must be the installation's first record.
 */
export function verifyChain(records: readonly unknown[], keys: PublicKeys, from_start: boolean): string[] {
  return verifyRecordChain(records, from_start, (record) => verifyEvidence(record, keys));
}

/** Cuts the content to a size that can be signed and published; see fitRecord. */
export function fitContent(content: EvidenceContent, most?: number): EvidenceContent {
  return fitRecord(OFFER_RECORDS, content, most);
}

/** Renders the record as Markdown; see renderRecord. */
export function renderEvidence(evidence: Evidence): string {
  return renderRecord(OFFER_RECORDS, evidence);
}

/** Wraps and signs the record as an in-toto statement; see envelopeOf. */
export function inTotoEnvelope(evidence: Evidence, key: SigningKey): DsseEnvelope {
  return envelopeOf(OFFER_RECORDS, evidence, key);
}

function worstSold(candidate: CandidateResult | null, most: number): CandidateResult | null {
  return candidate === null ? null : { ...candidate, oversells: candidate.oversells.slice(0, most) };
}
