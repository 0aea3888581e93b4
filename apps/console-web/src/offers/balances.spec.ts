import { describe, expect, it } from '@jest/globals';
import { balancesOf, sumBuckets } from './balances.js';
import type { HistoryRow } from './offer-calls.js';

const row = (
  version: number,
  from: string | null,
  to: string | null,
  quantity: number,
  previous = version - 1,
): HistoryRow => ({
  ...{ seller_id: 's', sku: 'a', event_id: `e-${version}`, version, operation: 'I', status: 'accepted' },
  ...{ quantity, requested_quantity: quantity, delta_quantity: quantity },
  ...{ from_bucket: from, from_location: null, to_bucket: to, to_location: null },
  ...{ event_time: '2026-06-19T18:00:00.000Z', accepted_at: '2026-06-19T18:00:01.000Z', schema_version: 2 },
  ...{
    request_hash: 'a'.repeat(64),
    reason: null,
    reference: null,
    correlation_id: null,
    causation_id: null,
  },
  ...{ traceparent: null, source_topic: 't', source_partition: 0, source_offset: version },
  previous_digest: String(previous).padStart(64, '0'),
  chain_digest: String(version).padStart(64, '0'),
});

describe('the balances of an offer', () => {
  it.each<[string, HistoryRow[], number[][]]>([
    ['no rows', [], []],
    ['stock comes in', [row(1, null, 'sellable', 5)], [[5, 0, 0, 0]]],
    [
      'a move, a sale and a row without a movement',
      [
        row(1, null, 'sellable', 5),
        row(2, 'sellable', 'reserved', 2),
        row(3, 'reserved', null, 2),
        row(4, null, null, 0),
      ],
      [
        [5, 0, 0, 0],
        [3, 2, 0, 0],
        [3, 0, 0, 0],
        [3, 0, 0, 0],
      ],
    ],
  ])('%s', (_case, rows, after) => {
    expect(
      balancesOf(rows).map(({ after: { sellable, reserved, damaged, return_to_vendor } }) => [
        sellable,
        reserved,
        damaged,
        return_to_vendor,
      ]),
    ).toEqual(after);
  });

  it.each<[string, HistoryRow[], boolean[]]>([
    ['a whole chain', [row(1, null, 'sellable', 5), row(2, null, 'sellable', 1)], [true, true]],
    ['a version that is missing', [row(1, null, 'sellable', 5), row(3, null, 'sellable', 1)], [true, false]],
    ['another digest', [row(1, null, 'sellable', 5), row(2, null, 'sellable', 1, 7)], [true, false]],
    ['no beginning', [row(2, null, 'sellable', 5)], [false]],
  ])('follow each other or not: %s', (_case, rows, follows) => {
    expect(balancesOf(rows).map((one) => one.follows)).toEqual(follows);
  });

  it('of the buckets of the stock tables are summed over locations', () => {
    const at = (bucket_type: string, quantity: number) => ({ bucket_type, quantity });
    expect(sumBuckets([at('sellable', 2), at('sellable', 3), at('damaged', 1)])).toEqual({
      sellable: 5,
      reserved: 0,
      damaged: 1,
      return_to_vendor: 0,
    });
  });
});
