export { canonicalDigest, canonicalJson } from './signing/canonical.js';
export { type Checkpoint, makeCheckpoint, verifyCheckpoints } from './signing/checkpoint.js';
export { EvidenceTooLargeError } from './record/fit-record.js';
export type { DsseEnvelope } from './record/in-toto.js';
export {
  type EvidenceKey,
  introduceKey,
  type KeyEntry,
  keyRing,
  type PublicKeys,
} from './signing/key-ring.js';
export { EMPTY_ROOT, type ProofStep, rootOfSortedLeaves } from './signing/merkle.js';
export type {
  ConfidenceStatus,
  FunctionSeen,
  Integrity,
  OffsetRange,
  ReplayCounts,
  SegmentRelied,
} from './record/record-content.js';
export { CHAIN_START, type ChainEnd, chainEnd, seal } from './record/seal.js';
export {
  isSigned,
  latestOf,
  type SigningKey,
  signStatement,
  type StatementKind,
} from './signing/statement.js';
export { asFlag, type Verdict } from './record/verdict.js';

export {
  type Chain,
  type ChainHead,
  inclusionProof,
  leafText,
  merkleRoot,
  provesInclusion,
} from './inventory/chain-head.js';
export { overBudget } from './inventory/change-budget.js';
export type {
  BlastRadius,
  CandidateDifference,
  CandidateResult,
  ChangeBudget,
  CheckResult,
  Counterexample,
  Evidence,
  EvidenceContent,
  PutBackReport,
  RedriveReport,
} from './inventory/evidence-content.js';
export {
  computeVerdict,
  fitContent,
  inTotoEnvelope,
  renderEvidence,
  type VerdictFacts,
  verifyChain,
  verifyEvidence,
} from './inventory/evidence.js';
export { evidenceSchema } from './inventory/evidence-schema.js';
export { redriveDigest } from './inventory/redrive.js';
