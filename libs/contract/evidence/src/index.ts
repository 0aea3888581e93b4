export { overBudget } from './change-budget.js';
export { canonicalDigest, canonicalJson } from './canonical.js';
export { type Checkpoint, makeCheckpoint, verifyCheckpoints } from './checkpoint.js';
export type {
  BlastRadius,
  CandidateDifference,
  CandidateResult,
  ChangeBudget,
  CheckResult,
  ConfidenceStatus,
  Counterexample,
  Evidence,
  EvidenceContent,
  FunctionSeen,
  Integrity,
  OffsetRange,
  RedriveReport,
  ReplayCounts,
} from './evidence-record.js';
export { evidenceSchema } from './evidence-shape.js';
export { EvidenceTooLargeError, fitContent } from './fit-content.js';
export { type DsseEnvelope, inTotoEnvelope } from './in-toto.js';
export {
  type Chain,
  type ChainHead,
  EMPTY_ROOT,
  inclusionProof,
  leafText,
  merkleRoot,
  type ProofStep,
  provesInclusion,
} from './merkle.js';
export { redriveDigest } from './two-persons.js';
export { renderEvidence } from './render-evidence.js';
export { CHAIN_START, type ChainEnd, chainEnd, seal, type SigningKey } from './seal.js';
export { asFlag, computeVerdict, type Verdict, type VerdictFacts } from './verdict.js';
export { type EvidenceKey, introduceKey, type KeyEntry, keyRing, type PublicKeys } from './key-ring.js';
export { verifyChain, verifyEvidence } from './verify.js';
export { isSigned, latestOf, signStatement, type StatementKind } from './statement.js';
