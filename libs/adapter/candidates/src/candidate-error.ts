/** There is no such candidate, it is none, or its process was ended; the message says why. Trying again does not help. */
export class CandidateError extends Error {
  override readonly name = 'CandidateError';
}
