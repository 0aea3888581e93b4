import { describe, expect, it } from '@jest/globals';
import { StockChanges, StockComparison, type StockRow } from '../index.js';
import { textOfRow } from './stock-row.js';

const offer = { seller_id: 's', sku: 'k' };
const HEAD = {
  ...offer,
  stock_on_hand: 7,
  version: 3,
  chain_digest: Buffer.from('abcd', 'hex').toString('base64'),
  updated_at: '2026-06-19T18:00:00.12Z',
};
const BUCKET = {
  ...offer,
  bucket_type: 'sellable',
  location_id: 'north',
  quantity: 7,
  counted_at: null,
  updated_at: '2026-06-19T18:00:00Z',
};
type Columns = Readonly<Record<string, unknown>>;

const keyOf = ({ seller_id, sku, bucket_type, location_id }: Columns): Columns =>
  bucket_type === undefined ? { seller_id, sku } : { seller_id, sku, bucket_type, location_id };
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

interface Sent {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly partition?: number;
}
const event = (after: Columns, xid = 10, op = 'u'): Sent => ({
  key: bytes(keyOf(after)),
  value: bytes({ before: null, after, source: { txId: xid }, op }),
});
const deletion = (row: Columns, xid = 10): Sent => ({
  key: bytes(keyOf(row)),
  value: bytes({ before: keyOf(row), after: null, source: { txId: xid }, op: 'd' }),
});
const tombstone = (row: Columns): Sent => ({ key: bytes(keyOf(row)), value: null });
/** As older installations wrote it. */
const withSchemas = ({ key, value }: Sent): Sent => ({
  key: bytes({ schema: { type: 'struct' }, payload: JSON.parse(String(key)) as unknown }),
  value: bytes({ schema: { type: 'struct' }, payload: JSON.parse(String(value)) as unknown }),
});

const tableOf = (row: Columns): StockRow['table'] =>
  'bucket_type' in row ? 'inventory_bucket' : 'inventory_stock_on_hand';
const rowOf = (row: Columns): StockRow => ({
  table: tableOf(row),
  ...offer,
  bucket_type: 'bucket_type' in row ? String(row['bucket_type']) : null,
  location_id: 'location_id' in row ? String(row['location_id']) : null,
  text: textOfRow(tableOf(row), row),
});

/** Of these the snapshot of the rows sees no transaction from 20 on. */
const isLater = (xid: number | null): boolean => xid !== null && xid >= 20;

interface Case {
  readonly sent?: readonly Sent[];
  readonly late?: readonly Sent[];
  readonly rows?: readonly Columns[];
  readonly behind?: string;
  readonly gone?: boolean;
}

function compare({ sent = [], late = [], rows = [HEAD, BUCKET], behind, gone = false }: Case) {
  const changes = new StockChanges(
    (seller_id) => seller_id === 's',
    () => 0,
  );
  const tableOfSent = ({ key, value }: Sent): StockRow['table'] =>
    /bucket_type/.test(String(key) + String(value)) ? 'inventory_bucket' : 'inventory_stock_on_hand';
  for (const [offset, one] of sent.entries()) changes.add(tableOfSent(one), { partition: 0, offset, ...one });
  const comparison = new StockComparison(changes);
  comparison.addRows(rows.map(rowOf));
  comparison.finishRows();
  for (const one of late) {
    const columns = JSON.parse(String(one.key)) as Columns;
    comparison.addLate({ ...rowOf(columns), text: '' } as StockRow, one);
  }
  return comparison.verdict({ behind: behind ?? null, isLater, mayBeGone: () => gone });
}

function verdict(given: Case): string {
  const { check } = compare(given);
  const [found] = check.counterexamples;
  return found === undefined ? check.status : `${found.expected} / ${found.found}`;
}

const head = textOfRow('inventory_stock_on_hand', HEAD);
const bucket = textOfRow('inventory_bucket', BUCKET);
const OTHER = { ...BUCKET, location_id: 'south' };

describe('the stock tables and their CDC', () => {
  it.each<[string, Case, string]>([
    ['all rows', { sent: [event(HEAD), event(BUCKET)] }, 'pass'],
    [
      'with schemas, as older installations wrote them',
      { sent: [event(HEAD), event(BUCKET)].map(withSchemas) },
      'pass',
    ],
    [
      'in both forms',
      { sent: [withSchemas(event({ ...HEAD, version: 2 })), event(HEAD), event(BUCKET)] },
      'pass',
    ],
    ['read by a snapshot of the connector', { sent: [event(HEAD, 5, 'r'), event(BUCKET)] }, 'pass'],
    ['a row that was deleted', { sent: [event(HEAD), event(BUCKET), event(OTHER), deletion(OTHER)] }, 'pass'],
    ['and compacted', { sent: [event(HEAD), event(BUCKET), tombstone(OTHER)] }, 'pass'],
    [
      'a row that was deleted and came again',
      { sent: [event(HEAD), deletion(BUCKET), tombstone(BUCKET), event(BUCKET)] },
      'pass',
    ],
    ['no event', { sent: [event(HEAD)] }, `sellable at north: ${bucket} / no CDC event`],
    [
      'an older event',
      { sent: [event({ ...HEAD, version: 2 }), event(BUCKET)] },
      `on hand: ${head} / ${head.replace('version 3', 'version 2')}`,
    ],
    [
      'an event that differs in a time',
      { sent: [event({ ...HEAD, updated_at: '2026-06-19T18:00:00.121Z' }), event(BUCKET)] },
      `on hand: ${head} / ${head.replace('120000', '121000')}`,
    ],
    [
      'a number as a text',
      { sent: [event({ ...HEAD, stock_on_hand: '7' }), event(BUCKET)] },
      `on hand: ${head} / ${head.replace('hand 7', 'hand "7"')}`,
    ],
    [
      'a digest with more behind its padding',
      { sent: [event({ ...HEAD, chain_digest: `${HEAD.chain_digest}x` }), event(BUCKET)] },
      `on hand: ${head} / ${head.replace('digest abcd', `digest "${HEAD.chain_digest}x"`)}`,
    ],
    [
      'the deletion of a row that is there',
      { sent: [event(HEAD), deletion(BUCKET)] },
      `sellable at north: ${bucket} / deleted`,
    ],
    [
      'a forged tombstone',
      { sent: [event(HEAD), event(BUCKET), tombstone(BUCKET)] },
      `sellable at north: ${bucket} / deleted`,
    ],
    [
      'an event of a row that is not there',
      { sent: [event(HEAD), event(BUCKET), event(OTHER)] },
      `sellable at south: no row / ${bucket}`,
    ],
    [
      'an event of an offer that is not there',
      { sent: [event(HEAD)], rows: [] },
      `on hand: no row / ${head}`,
    ],
    [
      'a message that cannot be read',
      { sent: [event(HEAD), event(BUCKET), { ...event(HEAD), value: Buffer.from('{') }] },
      `on hand: ${head} / a message that cannot be read`,
    ],
    [
      'an event of another row under its key',
      { sent: [event(HEAD), event(BUCKET), { ...event(OTHER), key: event(BUCKET).key }] },
      `sellable at north: ${bucket} / an event of another row`,
    ],
    [
      'an operation that is none',
      { sent: [event(HEAD, 5, 'x'), event(BUCKET)] },
      `on hand: ${head} / operation "x"`,
    ],
    [
      'a key that names no row',
      { sent: [event(HEAD), event(BUCKET), { ...event(HEAD), key: bytes({}) }] },
      'a key that names a row of inventory_stock_on_hand / another key at 0:2',
    ],
    [
      'the partition of another SKU',
      { sent: [event(HEAD), event(BUCKET), { ...event(HEAD), partition: 4 }] },
      'on hand in partition 0 / in partition 4',
    ],
    ['other offers', { sent: [event(HEAD), event(BUCKET), event({ ...HEAD, seller_id: 'n' })] }, 'pass'],
    ['nothing at all', { rows: [] }, 'pass'],
    // What is on its way, and what came after the rows were read.
    [
      'a late event',
      { sent: [event(HEAD), event({ ...BUCKET, quantity: 1 }, 9)], late: [event(BUCKET)] },
      'pass',
    ],
    [
      'a late deletion',
      { sent: [event(HEAD), event(BUCKET), event(OTHER, 9)], late: [deletion(OTHER), tombstone(OTHER)] },
      'pass',
    ],
    ['an event on its way', { sent: [event(HEAD)], behind: 'it lags' }, 'not_covered'],
    [
      'all rows, but perhaps not all events',
      { sent: [event(HEAD), event(BUCKET)], behind: 'it lags' },
      'not_covered',
    ],
    [
      'what is foreign while others are on their way',
      { sent: [{ ...event(HEAD), key: null }], behind: 'it lags' },
      'a key that names a row of inventory_stock_on_hand / another key at 0:0',
    ],
    [
      'an event that came later',
      { sent: [event(HEAD)], late: [event(BUCKET, 19), event({ ...BUCKET, quantity: 1 }, 20)] },
      'pass',
    ],
    ['a row that came later', { sent: [event(HEAD), event(BUCKET), event(OTHER, 20)] }, 'pass'],
    [
      'only an event that came later',
      { sent: [event(HEAD), event({ ...BUCKET, quantity: 1 }, 20)] },
      'not_covered',
    ],
    [
      'a deletion that came later',
      { sent: [event(HEAD)], late: [event(BUCKET), deletion(BUCKET, 20), tombstone(BUCKET)] },
      'pass',
    ],
    // What retention took.
    ['no event, and the beginning is gone', { sent: [event(HEAD)], gone: true }, 'not_covered'],
    [
      'an older event, and the beginning is gone',
      { sent: [event({ ...HEAD, version: 2 }), event(BUCKET)], gone: true },
      `on hand: ${head} / ${head.replace('version 3', 'version 2')}`,
    ],
  ])('%s', (_what, given, expected) => expect(verdict(given)).toBe(expected));

  it('names the offers whose CDC is completed by writing their rows again', () => {
    expect([...compare({ sent: [event(HEAD)] }).uncaptured]).toEqual(['s\u001fk']);
    expect([...compare({ sent: [event(HEAD), event(BUCKET), event(OTHER)] }).uncaptured]).toEqual([]);
    expect(compare({ sent: [event(HEAD), event(BUCKET), event(OTHER)] }).check.compared).toBe(3);
  });
});
