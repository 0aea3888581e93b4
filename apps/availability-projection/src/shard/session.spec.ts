import { describe, expect, it } from '@jest/globals';
import { initialAvailability } from '@stockproof/availability';
import { HeldShard } from '@stockproof/postgres';
import { FoldSession } from './session.js';
import type { ViewOffer } from '../view/view.js';

const offer: ViewOffer = {
  seller_id: 's',
  sku: 'k',
  state: { ...initialAvailability(), version: 3 },
  revision: 0,
  status: 'current',
  expected_version: null,
  found_version: null,
  changed_offset: 7,
  recovery_id: null,
  traceparent: null,
};
const KEY = 's\u001fk';

describe('the cache of a shard session', () => {
  const session = () => {
    const made = new FoldSession(
      new HeldShard({ consumer_group: 'g', partition: 0 }, { epoch: 1, next_offsets: new Map([['t', 0]]) }),
      't',
      4,
    );
    made.remember(offer);
    return made;
  };

  it('is valid while the view has the same generation', () => {
    const same = session();
    same.adopt(4);
    expect([same.isBehind(4), same.get(KEY)]).toEqual([false, offer]);
  });

  it('is emptied once after a swap', () => {
    const swapped = session();
    expect(swapped.isBehind(5)).toBe(true);
    swapped.adopt(5);
    expect([swapped.isBehind(5), swapped.get(KEY)]).toEqual([false, undefined]);
    swapped.remember(offer);
    swapped.adopt(5);
    expect(swapped.get(KEY)).toBe(offer);
  });

  it('can forget a single offer', () => {
    const one = session();
    one.forgetOffer('s\u001fother');
    expect(one.get(KEY)).toBe(offer);
    one.forgetOffer(KEY);
    expect(one.get(KEY)).toBeUndefined();
  });
});
