import { ChangeReader } from '@stockproof/cdc';
import { describe, expect, it } from '@jest/globals';
import { cdcMessage } from '@stockproof/testing';
import { decodeCdcMessage } from './decode-cdc-message.js';
import { LedgerColumnError } from './ledger-change.js';

const PARTITIONS = 32;
/** Of the SKU 1231241, by Java. */
const EXPECTED_PARTITION = 16;
const ROW = {
  seller_id: 'ann',
  sku: '1231241',
  version: 3,
  operation: 'M',
  status: 'accepted',
  quantity: 2,
  delta_quantity: 0,
  from_bucket: 'sellable',
  from_location: 'a',
  to_bucket: 'damaged',
  to_location: 'b',
  event_time: '2026-06-19T18:23:11Z',
  accepted_at: '2026-06-19T18:23:12.5Z',
  traceparent: null,
  colour: 'unknown',
};

const inserted = (change: object, op = 'c') => cdcMessage({ after: { ...ROW, ...change }, op });
const read = (value: Buffer | null, partition = EXPECTED_PARTITION) =>
  decodeCdcMessage(
    new ChangeReader(),
    { offset: 7, key: null, value, headers: {}, timestamp: 0 },
    partition,
    PARTITIONS,
  );
const without = (column: string) => inserted({ [column]: undefined });

describe('decodeCdcMessage', () => {
  it.each(['c', 'r'])('reads the row fields that the projection needs (op %s)', (op) => {
    const { colour: _unknown, event_time: _event_time, accepted_at: _accepted_at, ...row } = ROW;
    expect(read(inserted({}, op))).toEqual({
      kind: 'inserted',
      offset: 7,
      change: {
        ...row,
        event_time_ms: Date.parse(ROW.event_time),
        accepted_at_ms: Date.parse(ROW.accepted_at),
      },
    });
  });

  it.each<[string, Buffer | null, object]>([
    [
      'a changed row',
      cdcMessage({ after: ROW, op: 'u' }),
      { kind: 'ledger_row_updated', seller_id: 'ann', sku: '1231241' },
    ],
    [
      'a removed row',
      cdcMessage({ before: ROW, op: 'd' }),
      { kind: 'ledger_row_deleted', seller_id: 'ann', sku: '1231241' },
    ],
    [
      'a removed row that nobody can name',
      cdcMessage({ before: { seller_id: 7 }, op: 'd' }),
      { kind: 'ledger_row_deleted', seller_id: null, sku: null },
    ],
    ['a table made empty', cdcMessage({ op: 't' }), { kind: 'ledger_truncated', seller_id: null, sku: null }],
    ['a logical message', cdcMessage({ op: 'm' }), { kind: 'unexpected_message', detail: 'operation m' }],
    ['an insert of nothing', cdcMessage({ op: 'c' }), { kind: 'unexpected_message', detail: 'operation c' }],
    ['a tombstone', null, { kind: 'unexpected_message', detail: 'tombstone' }],
    ['what cannot be read', Buffer.from('{'), { kind: 'unreadable', detail: 'not a JSON object' }],
  ])('reports %s as an anomaly', (_name, value, anomaly) => {
    const seen = read(value);
    expect(seen).toMatchObject({
      kind: 'anomaly',
      offset: 7,
      anomaly: { source_offset: 7, expected_version: null, found_version: null, ...anomaly },
    });
  });

  it('does not accept a row from another partition than the expected one', () => {
    expect(read(inserted({}), 3)).toMatchObject({
      kind: 'anomaly',
      anomaly: {
        kind: 'wrong_partition',
        seller_id: 'ann',
        sku: '1231241',
        found_version: 3,
        detail: `sku belongs to partition ${EXPECTED_PARTITION}`,
      },
    });
  });

  it.each(['from_bucket', 'from_location', 'to_bucket', 'to_location', 'traceparent'])(
    'accepts null in %s, but not a missing field',
    (column) => {
      expect(read(inserted({ [column]: null }))).toMatchObject({ change: { [column]: null } });
      expect(() => read(without(column))).toThrow(LedgerColumnError);
    },
  );

  it.each([
    'seller_id',
    'sku',
    'version',
    'operation',
    'status',
    'quantity',
    'delta_quantity',
    'event_time',
    'accepted_at',
  ])('stops where %s is missing or null, because every row would be wrong', (column) => {
    expect(() => read(without(column))).toThrow(
      new LedgerColumnError(
        `column ${column} of inventory_transaction is missing or no ${['version', 'quantity', 'delta_quantity'].includes(column) ? 'safe integer' : 'text'}`,
      ),
    );
    expect(() => read(inserted({ [column]: null }))).toThrow(LedgerColumnError);
  });

  it.each<[string, object]>([
    ['a number as text', { quantity: '2' }],
    ['one that would be rounded', { quantity: 2 ** 53 }],
    ['half of one', { version: 1.5 }],
    ['no time', { event_time: 'yesterday' }],
  ])('stops at %s', (_name, change) => expect(() => read(inserted(change))).toThrow(LedgerColumnError));
});
