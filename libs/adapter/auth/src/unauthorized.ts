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
