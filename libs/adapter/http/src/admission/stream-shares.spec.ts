import { describe, expect, it } from '@jest/globals';
import { StreamShares } from './stream-shares.js';

const BOUNDS = { per_credential: 2, per_address: 1, anonymous: 2, in_all: 4 };
type Caller = readonly [credential: string | null, address: string];
const nobody = (address: string): Caller => [null, address];
const known = (credential: string): Caller => [credential, 'x'];

/** What the last caller is told after the others opened theirs. */
function reported(callers: readonly Caller[], last: Caller): unknown {
  const shares = new StreamShares(BOUNDS);
  for (const caller of callers) shares.acquire(...caller);
  const before = shares.open;
  try {
    shares.acquire(...last);
    return 'open';
  } catch (error) {
    const { status, code, headers } = error as { status: number; code: string; headers: object };
    // A stream that is refused takes no share.
    expect(shares.open).toBe(before);
    return [status, code, headers];
  }
}

describe('streams', () => {
  const retry = { 'retry-after': '10' };
  it.each<[string, Caller[], Caller, unknown]>([
    ['one of nobody', [], nobody('a'), 'open'],
    ['a second from its address', [nobody('a')], nobody('a'), [429, 'too_many_streams', retry]],
    [
      'a third of nobody, from a third address',
      [nobody('a'), nobody('b')],
      nobody('c'),
      [503, 'streams_exhausted', retry],
    ],
    ['one with a credential next to them', [nobody('a'), nobody('b')], known('ann'), 'open'],
    [
      'a third of one credential',
      [known('ann'), known('ann')],
      known('ann'),
      [429, 'too_many_streams', retry],
    ],
    [
      'one more than all',
      [known('ann'), known('ann'), known('ben'), known('ben')],
      known('carl'),
      [503, 'streams_exhausted', retry],
    ],
  ])('%s', (_what, callers, last, answer) => expect(reported(callers, last)).toEqual(answer));

  it('what is closed can be opened again', () => {
    const shares = new StreamShares(BOUNDS);
    shares.acquire(null, 'a')();
    expect(shares.open).toBe(0);
    shares.acquire(null, 'a');
    expect(shares.open).toBe(1);
  });
});
