export { CandidateError, listCandidates, loadCandidate, type LoadedCandidate } from './load-candidate.js';
