import { createMarketplace, requestsOf } from '@stockproof/workload';
import type { Seller } from '@stockproof/testing';

const NONE = { redelivered: 0, conflicting: 0, late: 0, invalid: 0, hot: 0.3 };

export interface Burst {
  readonly acknowledged: number;
  /** One of the SKUs. */
  readonly skus: readonly string[];
}

/**
 * Posts arrays of a seeded marketplace as one seller; repeats an array without an answer, as a correct seller
 * does.
 */
export async function burst(
  { seller_id, post }: Seller,
  prefix: string,
  arrays: number,
  shares: Partial<typeof NONE> = {},
): Promise<Burst> {
  const market = createMarketplace({ seed: 7, prefix, sellers: [seller_id], skus: 10, ...NONE, ...shares });
  const skus = new Set<string>();
  let acknowledged = 0;
  for (let sent = 0; sent < arrays; sent += 1) {
    const postings = Array.from({ length: 40 }, () => market.next(Date.now()));
    for (const { body } of postings) skus.add(String((body as { sku: unknown }).sku));
    for (const request of requestsOf(postings)) {
      for (;;) {
        const answer = await post(request.postings.map(({ body }) => body)).catch(() => null);
        if (answer?.status === 202) break;
      }
    }
    acknowledged += postings.length;
  }
  return { acknowledged, skus: [...skus] };
}
