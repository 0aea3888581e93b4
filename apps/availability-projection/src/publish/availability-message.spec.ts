import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { ViewOffer } from '../view/view.js';
import { availabilityMessage, tombstone } from './availability-message.js';

const OFFER = partOf<ViewOffer>({
  seller_id: 'ann',
  sku: 's',
  revision: 2,
  status: 'current',
  expected_version: null,
  found_version: null,
  changed_offset: 7,
  traceparent: null,
  recovery_id: null,
  state: {
    version: 9,
    stock_on_hand: 10,
    sellable: 4,
    reserved: 3,
    damaged: 2,
    return_to_vendor: 1,
    locations: new Map([
      ['\u{10000}', 1],
      ['\uffff', 3],
    ]),
    event_time_ms: 1_000,
    newest_event_time_ms: 5_000,
    accepted_at_ms: 2_000,
  },
});

describe('availabilityMessage', () => {
  it('has the values of the row, in a fixed order', () => {
    const { partition, key, value, headers } = availabilityMessage(OFFER, 3, 4_000);
    expect([partition, key, headers]).toEqual([
      3,
      's\u001fann',
      { published_at: '1970-01-01T00:00:04.000Z' },
    ]);
    expect(JSON.parse(String(value))).toEqual({
      schema_version: 2,
      sku: 's',
      seller_id: 'ann',
      version: 9,
      revision: 2,
      stock_on_hand: 10,
      sellable: 4,
      reserved: 3,
      damaged: 2,
      return_to_vendor: 1,
      locations: [
        { location_id: '\uffff', sellable: 3 },
        { location_id: '\u{10000}', sellable: 1 },
      ],
      event_time: '1970-01-01T00:00:01.000Z',
      accepted_at: '1970-01-01T00:00:02.000Z',
    });
  });

  it('has the same bytes whenever it is sent; clock and trace are in headers', () => {
    const again = availabilityMessage(
      { ...OFFER, traceparent: 'trace', recovery_id: 'rec', changed_offset: 8, status: 'suspect' },
      3,
      9_000,
    );
    expect(again.value).toEqual(availabilityMessage(OFFER, 3, 4_000).value);
    expect(again.headers).toEqual({
      published_at: '1970-01-01T00:00:09.000Z',
      traceparent: 'trace',
      recovery_id: 'rec',
    });
  });

  it('marks an offer without a ledger history as removed, with the recovery that found it', () => {
    expect(tombstone({ seller_id: 'ann', sku: 's', recovery_id: 'rec' }, 3)).toEqual({
      partition: 3,
      key: 's\u001fann',
      value: null,
      headers: { recovery_id: 'rec' },
    });
  });
});
