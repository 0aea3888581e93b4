import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addOutcome, closes, type CountedOutcome, deliveryKey, emptyAccounting, judgeDelivery } from './index.js';

describe('judgeDelivery', () => {
  it.each([
    ['nothing known', undefined, 'aa', 'fresh'],
    ['same body', { request_hash: 'aa' }, 'aa', 'duplicate'],
    ['other body', { request_hash: 'aa' }, 'bb', 'conflict'],
  ])('%s', (_name, prior, hash, outcome) => expect(judgeDelivery(prior, hash)).toBe(outcome));

  it('never mixes the ids of two sellers', () => {
    expect(deliveryKey('a', 'bc')).not.toBe(deliveryKey('ab', 'c'));
  });
});

describe('accounting', () => {
  const outcomes = Object.keys(emptyAccounting()).filter((name) => name !== 'received') as CountedOutcome[];

  it('closes after any sequence of outcomes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (sequence) => {
        const account = sequence.reduce(addOutcome, emptyAccounting());
        return closes(account) && account.received === sequence.length;
      }),
    );
  });

  it('does not close when a message has no outcome', () => {
    expect(closes({ ...emptyAccounting(), received: 1 })).toBe(false);
  });
});
