import type { Posting } from '@stockproof/marketplace';

export interface Posted {
  readonly queued: number;
  readonly refused: number;
}

/**
 * Posts events of one seller as an array. A 429 or 503 is obeyed: the same events are sent again after the
 * time it names, which the event ids make safe.
 */
export async function post(url: string, api_key: string, postings: readonly Posting[]): Promise<Posted> {
  for (;;) {
    const answer = await fetch(`${url}/v1/inventory-updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'authorization': `Bearer ${api_key}` },
      body: JSON.stringify(postings.map(({ body }) => body)),
    });
    if (answer.status === 429 || answer.status === 503) {
      await answer.arrayBuffer();
      const wait_s = Number(answer.headers.get('retry-after') ?? 1);
      await new Promise((again) => setTimeout(again, wait_s * 1_000));
      continue;
    }
    if (answer.status !== 202 && answer.status !== 207) {
      throw new Error(`ingestion answers ${answer.status}: ${await answer.text()}`);
    }
    return (await answer.json()) as Posted;
  }
}
