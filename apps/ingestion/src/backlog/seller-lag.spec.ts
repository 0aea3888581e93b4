import { describe, expect, it } from '@jest/globals';
import { SellerLag } from './seller-lag.js';

const reading = (high: number, committed: number | null, partition = 0) => ({
  ends: new Map([[partition, { high }]]),
  committed: new Map([[partition, committed]]),
});

describe('SellerLag', () => {
  it('counts a seller’s events until its partition is applied up to them', () => {
    const lag = new SellerLag();
    lag.add('ann', [0, 0, 0]);
    lag.add('ben', [0]);
    lag.begin();
    lag.settle(reading(10, 9));
    expect([lag.of('ann'), lag.of('ben'), lag.of('carl')]).toEqual([3, 1, 0]);
    lag.settle(reading(12, 10));
    expect([lag.of('ann'), lag.of('ben')]).toEqual([0, 0]);
  });

  it('does not count events posted during the check as part of the ends that were read', () => {
    const lag = new SellerLag();
    lag.begin();
    lag.add('ann', [0]);
    lag.settle(reading(10, 10));
    expect(lag.of('ann')).toBe(1);
    lag.begin();
    lag.settle(reading(11, 10));
    expect(lag.of('ann')).toBe(1);
    lag.settle(reading(11, 11));
    expect(lag.of('ann')).toBe(0);
  });

  it('keeps partitions apart, and ignores unknown ones', () => {
    const lag = new SellerLag();
    lag.add('ann', [0, 1, 1]);
    lag.begin();
    lag.settle(reading(5, 5));
    expect(lag.of('ann')).toBe(2);
    lag.settle(reading(7, null, 1));
    lag.settle(reading(9, 7, 1));
    expect(lag.of('ann')).toBe(0);
  });

  it('catches up with the next check after a failed one', () => {
    const lag = new SellerLag();
    lag.add('ann', [0]);
    lag.begin();
    lag.add('ann', [0]);
    lag.begin();
    lag.settle(reading(8, 8));
    expect(lag.of('ann')).toBe(0);
  });

  it('forgets no seller while the group does not advance for long', () => {
    const lag = new SellerLag();
    for (let at = 1; at <= 1_000; at += 1) {
      lag.add(`seller-${at % 3}`, [0]);
      lag.begin();
      lag.settle(reading(at, 0));
    }
    expect([0, 1, 2].reduce((sum, one) => sum + lag.of(`seller-${one}`), 0)).toBe(1_000);
    lag.settle(reading(1_000, 1_000));
    expect([0, 1, 2].map((one) => lag.of(`seller-${one}`))).toEqual([0, 0, 0]);
  });
});
