import { describe, expect, it } from '@jest/globals';
import { decodeRejection, encodeRejection } from '../index.js';

const REJECTION = {
  event_id: 'e',
  seller_id: 'm',
  sku: 's',
  operation: 'D' as const,
  quantity: 5,
  reason: 'insufficient_stock',
  facts: { available: 3, location_id: 'default' },
  event_time_ms: 1_000,
  rejected_at_ms: 2_000,
  source_topic: 't',
  source_partition: 3,
  source_offset: 7,
};
const message = (change: object): Buffer =>
  Buffer.from(
    JSON.stringify({ ...(JSON.parse(encodeRejection(REJECTION).toString()) as object), ...change }),
  );

describe('a rejection', () => {
  it('is read as it was written', () => {
    expect(decodeRejection(encodeRejection(REJECTION))).toEqual(REJECTION);
  });

  it.each<[string, Buffer | null]>([
    ['nothing', null],
    ['no JSON', Buffer.from('{')],
    ['another version', message({ schema_version: 2 })],
    ['a member more', message({ more: 1 })],
    ['no time', message({ rejected_at: 'yesterday' })],
    ['no event time', message({ event_time: '' })],
    ['a place that is none', message({ source_offset: -1 })],
  ])('is none: %s', (_what, value) => expect(decodeRejection(value)).toBeNull());
});
