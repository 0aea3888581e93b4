export { overBudget } from './record/change-budget.js';
export { canonicalDigest, canonicalJson } from './canonical.js';
export { type Checkpoint, makeCheckpoint, verifyCheckpoints } from './signing/checkpoint.js';
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
} from './record/evidence-record.js';
export { evidenceSchema } from './record/evidence-shape.js';
export { EvidenceTooLargeError, fitContent } from './record/fit-content.js';
export { type DsseEnvelope, inTotoEnvelope } from './signing/in-toto.js';
export {
  type Chain,
  type ChainHead,
  EMPTY_ROOT,
  inclusionProof,
  leafText,
  merkleRoot,
  type ProofStep,
  provesInclusion,
} from './signing/merkle.js';
export { redriveDigest } from './record/two-persons.js';
export { renderEvidence } from './record/render-evidence.js';
export { CHAIN_START, type ChainEnd, chainEnd, seal, type SigningKey } from './signing/seal.js';
export { asFlag, computeVerdict, type Verdict, type VerdictFacts } from './record/verdict.js';
export {
  type EvidenceKey,
  introduceKey,
  type KeyEntry,
  keyRing,
  type PublicKeys,
} from './signing/key-ring.js';
export { verifyChain, verifyEvidence } from './verify.js';
export { isSigned, latestOf, signStatement, type StatementKind } from './signing/statement.js';
