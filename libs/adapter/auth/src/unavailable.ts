import { Problem } from '@stockproof/http';

/** Not knowing is never a yes: whoever asks is refused, with the cause for the log. */
export function unavailable(what: string, cause: unknown): Problem {
  const problem = new Problem(503, 'credentials_unavailable', `${what} cannot be checked now; try again`, {
    'retry-after': '1',
  });
  problem.cause = cause;
  return problem;
}
