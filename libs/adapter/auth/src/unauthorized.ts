import { Problem } from '@stockproof/http';

/** The answer to a credential that is none. */
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
