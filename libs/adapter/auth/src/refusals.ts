import { Problem } from '@stockproof/http';

/** The 401 for a missing or invalid credential. */
export function unauthorized(): Problem {
  return new Problem(
    401,
    'unauthorized',
    'a valid credential is needed: Authorization: Bearer <key or token>',
    {
      'www-authenticate': 'Bearer realm="stockproof"',
    },
  );
}

/** The 503 for a credential that cannot be checked now; the cause goes to the log. */
export function unavailable(what: string, cause: unknown): Problem {
  const problem = new Problem(503, 'credentials_unavailable', `${what} cannot be checked now; try again`, {
    'retry-after': '1',
  });
  problem.cause = cause;
  return problem;
}
