import { describe, expect, it } from '@jest/globals';
import { ledgerRowOf } from './ledger-row-of.js';

const ROW = {
  seller_id: 'm',
  sku: 's',
  version: 3,
  event_id: 'e',
  operation: 'I',
  status: 'accepted',
  quantity: 5,
  requested_quantity: 5,
  delta_quantity: 5,
  from_bucket: null,
  from_location: null,
  to_bucket: 'sellable',
  to_location: 'default',
  event_time: '2026-06-19T18:23:11Z',
  accepted_at: '2026-06-19T18:23:12.004Z',
  schema_version: 2,
  request_hash: Buffer.from('ab'.repeat(32), 'hex').toString('base64'),
  reason: null,
  reference: null,
  correlation_id: null,
  causation_id: null,
  source_topic: 't',
  source_partition: 1,
  source_offset: 9,
  traceparent: null,
  previous_digest: Buffer.from('cd'.repeat(32), 'hex').toString('base64'),
  chain_digest: Buffer.from('ef'.repeat(32), 'hex').toString('base64'),
};

describe('a ledger row in a CDC message', () => {
  it('has times in milliseconds and hashes as hex', () => {
    const { event_time: _event, accepted_at: _accepted, ...same } = ROW;
    expect(ledgerRowOf(ROW)).toEqual({
      ...same,
      event_time_ms: Date.parse('2026-06-19T18:23:11Z'),
      accepted_at_ms: Date.parse('2026-06-19T18:23:12.004Z'),
      request_hash: 'ab'.repeat(32),
      previous_digest: 'cd'.repeat(32),
      chain_digest: 'ef'.repeat(32),
    });
  });

  it.each<[string, object]>([
    ['a column is missing', { sku: undefined }],
    ['a column that must have a value has none', { request_hash: null }],
    ['a number is none', { version: '3' }],
    ['a number is not exact', { quantity: 2 ** 53 }],
    ['a time is none', { event_time: 'yesterday' }],
    ['a time is a number', { accepted_at: 7 }],
    ['a text is none', { to_bucket: 7 }],
    ['a digest is none', { chain_digest: 7 }],
  ])('is none if %s', (_what, change) => {
    expect(ledgerRowOf({ ...ROW, ...change })).toBeNull();
  });
});
