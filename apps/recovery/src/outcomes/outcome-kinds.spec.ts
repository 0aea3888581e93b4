import { describe, expect, it } from '@jest/globals';
import { encodeRejection } from '@stockproof/events';
import { deadLetterOf, rejectionKey, rejectionOf } from './outcome-kinds.js';

const AT_MS = Date.parse('2026-06-19T18:23:12.004Z');
const FACTS = {
  event_id: 'e',
  seller_id: 'ann',
  sku: 's',
  operation: 'D' as const,
  quantity: 5,
  reason: 'insufficient_stock',
  event_time_ms: 1,
  rejected_at_ms: AT_MS,
  source_topic: 't',
  source_partition: 1,
  source_offset: 7,
};

describe('rejectionOf', () => {
  it('reads seller, event and time', () => {
    expect(rejectionOf(encodeRejection({ ...FACTS, facts: { available: 3 } }))).toMatchObject({
      name: '["ann","e"]',
      seller_id: 'ann',
      sku: 's',
      decided_at_ms: AT_MS,
    });
  });

  it.each<[string, object, boolean]>([
    ['in another order', { facts: { requested: 5, available: 3 } }, true],
    ['with other facts', { facts: { available: 4, requested: 5 } }, false],
    ['for another reason', { reason: 'quantity_overflow' }, false],
    ['decided at another time', { rejected_at_ms: AT_MS + 1 }, false],
    ['from another place', { source_offset: 8 }, false],
  ])('restores the message %s', (_name, change, same) => {
    const digest = (more: object): string | undefined =>
      rejectionOf(encodeRejection({ ...FACTS, facts: { available: 3, requested: 5 }, ...more }))?.digest;
    expect(digest(change) === digest({})).toBe(same);
  });

  it('does not confuse a seller’s event with a command of the same id', () =>
    expect(rejectionKey('a', 'b', 'D')).not.toBe(rejectionKey('a', 'b', 'F')));
  it('does not confuse pairs of ids', () =>
    expect(rejectionKey('a', 'b","c', 'D')).not.toBe(rejectionKey('a","b', 'c', 'D')));
});

describe('deadLetterOf', () => {
  it('reads the record position, reason and time', () => {
    const deadLetter = {
      source_topic: 't',
      source_partition: 1,
      source_offset: 7,
      reason: 'r',
      quarantined_at: '2026-06-19T18:23:12.004Z',
      seller_id: null,
      sku: null,
    };
    expect(deadLetterOf(Buffer.from(JSON.stringify(deadLetter)))).toEqual({
      name: 't/1/7',
      digest: `r ${AT_MS}`,
      seller_id: null,
      sku: null,
      decided_at_ms: AT_MS,
    });
  });
});

it.each([[null], [Buffer.from('{')], [Buffer.from('7')], [Buffer.from('null')]])('%p is neither', (value) => {
  expect([rejectionOf(value), deadLetterOf(value)]).toEqual([null, null]);
});
