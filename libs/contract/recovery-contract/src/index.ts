export { CHECKS } from './contract.schema.js';
export { explainContract } from './explain-contract.js';
export { parseContract, RecoveryContractError } from './parse-contract.js';
export { partitionProblems } from './partition-problems.js';
export type { CheckName, RecoveryContract } from './recovery-contract.js';
export { retentionProblems } from './retention-problems.js';
