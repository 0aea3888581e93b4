export { CandidateError } from './candidate-error.js';
export { type Confinement, strictest as confinement } from './confined/launchers.js';
export { listCandidates, type ListedCandidate } from './list-candidates.js';
export {
  CANDIDATE_LIMITS,
  type CandidateLimits,
  loadCandidate,
  type LoadedCandidate,
} from './load-candidate.js';
export { type CandidateFile, readCandidate } from './read-candidate.js';
