export { type TrustedHistory } from './contract/recovery-contract.js';
export { explainContract } from './contract/explain-contract.js';
export { RecoveryContractError } from './contract/parse-contract.js';
export { partitionProblems } from './contract/partition-problems.js';
export { retentionProblems } from './contract/retention-problems.js';

export { type CheckName, parseContract, type RecoveryContract } from './inventory/inventory-contract.js';
