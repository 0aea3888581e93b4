import { describe, expect, it } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { sellerRate } from './seller-rate.js';

describe('sellerRate', () => {
  it('counts events, separately for each seller', async () => {
    const spend = sellerRate(10, 25);
    await spend('ann', 4);
    await spend('ann', 6);
    await expect(spend('ann', 1)).rejects.toMatchObject({
      status: 429,
      code: 'too_many_requests',
      headers: { 'retry-after': '1' },
    });
    await spend('ben', 10);
  });

  it('also limits the sum of all sellers, and reports that the seller is not the cause', async () => {
    const spend = sellerRate(10, 25);
    for (const seller_id of ['ann', 'ben']) await spend(seller_id, 10);
    await expect(spend('carl', 6)).rejects.toMatchObject({
      status: 503,
      code: 'overloaded',
      headers: { 'retry-after': '1' },
    });
  });

  it('of several copies each grants its share, as many as there are now', async () => {
    let copies = 2;
    const share = (limit: number): number => Math.ceil(limit / copies);
    const [one, other] = [sellerRate(10, 100, share), sellerRate(10, 100, share)];
    await one('ann', 5);
    await other('ann', 5);
    for (const spend of [one, other]) await expect(spend('ann', 1)).rejects.toMatchObject({ status: 429 });
    copies = 1;
    await one('ben', 10);
  });

  it('renews the share every second', async () => {
    const spend = sellerRate(10, 25);
    await spend('ann', 10);
    const began_ms = performance.now();
    await eventually(() => spend('ann', 10), 5_000);
    expect(performance.now() - began_ms).toBeGreaterThan(500);
  });

  it('refuses at once what is more than the share of a second', async () => {
    await expect(sellerRate(10, 25)('ann', 11)).rejects.toMatchObject({ status: 429 });
  });
});
