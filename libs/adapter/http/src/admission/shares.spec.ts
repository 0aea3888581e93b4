import { expect, it } from '@jest/globals';
import { Shares } from './shares.js';

it('each holder has at most its share, and released shares can be used again', () => {
  const shares = new Shares();
  const first = shares.acquire('ann', 2);
  shares.acquire('ann', 2);
  expect([shares.acquire('ann', 2), shares.of('ann')]).toEqual([null, 2]);
  expect(shares.acquire('ben', 2)).not.toBeNull();
  first?.();
  // A second time it is nobody's to let go of.
  first?.();
  expect(shares.of('ann')).toBe(1);
  expect([shares.acquire('ann', 2) === null, shares.acquire('ann', 2)]).toEqual([false, null]);
});
