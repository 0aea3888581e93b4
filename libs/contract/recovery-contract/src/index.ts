export { parseContract, RecoveryContractError } from './parse-contract.js';
export { partitionProblems } from './partition-problems.js';
export type { RecoveryContract } from './recovery-contract.js';
