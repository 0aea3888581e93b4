import { expect, it } from '@jest/globals';
import { readRecord } from './availability-record.js';

const state = {
  schema_version: 2,
  sku: 'A',
  seller_id: 's',
  version: 1,
  revision: 0,
  stock_on_hand: 5,
  sellable: 5,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: [],
  event_time: '2026-06-19T18:00:00.000Z',
  accepted_at: '2026-06-19T18:00:00.000Z',
};
const record = (key: string | null, value: unknown, headers: Record<string, string> = {}) => ({
  offset: 7,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: new Map(Object.entries(headers)),
});
const KEY = 'A\u001fs';

it.each<[string, ReturnType<typeof record>, object]>([
  [
    'a state',
    record(KEY, state),
    { kind: 'state', availability: state, recovery_id: null, published_at: null },
  ],
  [
    'a state that a recovery published',
    record(KEY, state, { recovery_id: 'rec-1', published_at: 'then' }),
    { kind: 'state', availability: state, recovery_id: 'rec-1', published_at: 'then' },
  ],
  [
    'members of a later version',
    record(KEY, { ...state, backorders: 3 }),
    { kind: 'state', availability: { ...state, backorders: 3 }, recovery_id: null, published_at: null },
  ],
  [
    'a tombstone',
    record(KEY, null, { recovery_id: 'rec-1' }),
    { kind: 'removed', sku: 'A', seller_id: 's', recovery_id: 'rec-1' },
  ],
  [
    'no JSON',
    record(KEY, '{'),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/JSON/) },
  ],
  [
    'null',
    record(KEY, 'null'),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/object/) },
  ],
  [
    'another version',
    record(KEY, { ...state, schema_version: 3 }),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/3 is not 2/) },
  ],
  [
    'no stream version',
    record(KEY, { ...state, version: 0 }),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/version/) },
  ],
  [
    'less than nothing',
    record(KEY, { ...state, sellable: -1 }),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/sellable/) },
  ],
  [
    'half a unit',
    record(KEY, { ...state, reserved: 0.5 }),
    { kind: 'unreadable', sku: 'A', seller_id: 's', why: expect.stringMatching(/reserved/) },
  ],
  [
    'the value of another offer',
    record('B\u001fs', state),
    { kind: 'unreadable', sku: 'B', seller_id: 's', why: expect.stringMatching(/another/) },
  ],
  ['no key', record(null, state), { kind: 'nameless', why: expect.any(String) }],
  ['half a key', record('A', state), { kind: 'nameless', why: expect.any(String) }],
])('reads %s', (_case, given, said) => expect(readRecord(given)).toEqual(said));
