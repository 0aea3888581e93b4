import { sendUntilAccepted } from '@stockproof/http';
import type { Posting } from '@stockproof/workload';

export interface Posted {
  readonly queued: number;
  readonly refused: number;
}

/**
 * Posts events of one seller as an array; waits after a 429 or 503 as told. Throws if ingestion refuses the
 * whole array.
 */
export async function post(url: string, api_key: string, postings: readonly Posting[]): Promise<Posted> {
  const answer = await sendUntilAccepted(() =>
    fetch(`${url}/v1/inventory-updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${api_key}` },
      body: JSON.stringify(postings.map(({ body }) => body)),
    }),
  );
  if (answer.status !== 202 && answer.status !== 207) {
    throw new Error(`ingestion answers ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as Posted;
}
