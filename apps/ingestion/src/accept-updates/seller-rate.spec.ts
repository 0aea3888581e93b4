import { describe, expect, it } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { sellerRate } from './seller-rate.js';

describe('sellerRate', () => {
  it('counts events, and each seller for itself', async () => {
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

  it('counts all of them together too, and tells who comes then that it is not its fault', async () => {
    const spend = sellerRate(10, 25);
    for (const seller_id of ['ann', 'ben']) await spend(seller_id, 10);
    await expect(spend('carl', 6)).rejects.toMatchObject({
      status: 503,
      code: 'overloaded',
      headers: { 'retry-after': '1' },
    });
  });

  it('gives the share again every second', async () => {
    const spend = sellerRate(10, 25);
    await spend('ann', 10);
    const began_ms = performance.now();
    await eventually(() => spend('ann', 10), 5_000);
    expect(performance.now() - began_ms).toBeGreaterThan(500);
  });

  it('refuses at once what is more than a second’s share', async () => {
    await expect(sellerRate(10, 25)('ann', 11)).rejects.toMatchObject({ status: 429 });
  });
});
