import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addOutcome,
  type CountedOutcome,
  deliveryKey,
  emptyAccounting,
  classifyDelivery,
  sourceKind,
} from './index.js';

describe('classifyDelivery', () => {
  it.each([
    ['nothing known', undefined, 'aa', 'fresh'],
    ['same body', { request_hash: 'aa' }, 'aa', 'duplicate'],
    ['other body', { request_hash: 'aa' }, 'bb', 'conflict'],
  ])('%s', (_name, prior, hash, outcome) => expect(classifyDelivery(prior, hash)).toBe(outcome));

  it('never confuses the ids of two sellers', () => {
    expect(deliveryKey('seller', 'a', 'bc')).not.toBe(deliveryKey('seller', 'ab', 'c'));
  });

  it('never confuses the id of a seller’s event and of a command on its stock', () => {
    expect(deliveryKey('order', 'a', 'b')).not.toBe(deliveryKey('seller', 'a', 'b'));
  });

  it('derives the kind of source from the operation', () => {
    expect(['I', 'D', 'S', 'M', 'R', 'U', 'F'].map(sourceKind)).toEqual([
      'seller',
      'seller',
      'seller',
      'seller',
      'order',
      'order',
      'order',
    ]);
  });
});

describe('accounting', () => {
  const outcomes = Object.keys(emptyAccounting()).filter((name) => name !== 'received') as CountedOutcome[];

  it('counts every message once, for any sequence of results', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (sequence) => {
        const { received, ...counted } = sequence.reduce(addOutcome, emptyAccounting());
        expect(received).toBe(sequence.length);
        for (const outcome of outcomes)
          expect(counted[outcome]).toBe(sequence.filter((one) => one === outcome).length);
      }),
    );
  });
});
