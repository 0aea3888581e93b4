import { Problem } from '@stockproof/http';
import type { SellerKeyCheck } from '../guard/authenticator.js';
import type { TokenSigner } from '../tokens/token-signer.js';

const WITHIN_MS = 2_000;

interface Introspection {
  readonly active: boolean;
  readonly sub?: string;
  readonly key_id?: string;
}

/**
 * Creates a check that asks ingestion about a seller's key (RFC 7662). If ingestion does not answer, the
 * check throws a 503.
 */
export function introspectedKeys(ingestion_url: string, sign: TokenSigner): SellerKeyCheck {
  return async (api_key) => {
    const answer = await ask(ingestion_url, api_key, await sign('ingestion'));
    const { active, sub, key_id } = answer;
    return active && sub !== undefined && key_id !== undefined
      ? { kind: 'seller', seller_id: sub, key_id }
      : null;
  };
}

async function ask(ingestion_url: string, token: string, authorisation: string): Promise<Introspection> {
  try {
    const answer = await fetch(`${ingestion_url}/v1/introspect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${authorisation}` },
      body: new URLSearchParams({ token }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    if (!answer.ok) throw new Error(`introspection answers ${answer.status}`);
    return (await answer.json()) as Introspection;
  } catch (error) {
    const problem = new Problem(
      503,
      'credentials_unavailable',
      'seller keys cannot be checked now; try again',
      {
        'retry-after': '1',
      },
    );
    problem.cause = error;
    throw problem;
  }
}
