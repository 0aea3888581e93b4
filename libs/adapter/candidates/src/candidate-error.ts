/**
 * Thrown if there is no such candidate, its file is not valid, or its process was ended; the message says
 * why. A retry does not help.
 */
export class CandidateError extends Error {
  override readonly name = 'CandidateError';
}
