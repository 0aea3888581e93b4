import { expect, it } from '@jest/globals';
import { availabilityKey } from '@stockproof/events';
import type { RangeMessage } from '@stockproof/kafka';
import { capturedReader, publishedReader } from './read-message.js';

const OFFER = { seller_id: 's-1', sku: 'a' };
const message = (value: unknown, key: string | null = null): RangeMessage => ({
  ...{ offset: 4, partition: 0, headers: {}, timestamp: 1_000, key: key === null ? null : Buffer.from(key) },
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});
const change = (op: string, after: object | null, source: object = { lsn: 4_294_967_297 }) => ({
  ...{ before: null, after, source, op },
});
const ROW = {
  ...OFFER,
  version: 3,
  quantity: 5,
  accepted_at: '2026-11-27T12:00:00.5Z',
  request_hash: '/w==',
};

it('a captured row has its place in the WAL and the columns of its digest', () => {
  const seen = capturedReader(OFFER)(message(change('c', ROW)));
  expect(seen?.time_ms).toBe(Date.parse('2026-11-27T12:00:00.5Z'));
  expect(seen?.of_version).toMatchObject({
    version: 3,
    found: { offset: 4, lsn: '1/1', digest_holds: false },
  });
  expect(seen?.of_version?.found.columns).toMatchObject({
    ...{ quantity: '5', request_hash: 'ff', reason: null, accepted_at: String(seen?.time_ms) },
  });
});

it.each<[string, unknown, boolean]>([
  ['of another offer tells its time', change('c', { ...ROW, sku: 'b' }), true],
  ['of an update is nothing', change('u', ROW), false],
  ['that is no JSON is nothing', '{', false],
  ['without content is nothing', null, false],
])('a change %s', (_what, value, time) => {
  const seen = capturedReader(OFFER)(message(value));
  expect([seen !== null, seen?.of_version ?? null]).toEqual([time, null]);
});

it.each<[string, unknown, string, number | null]>([
  ['of the offer is found', { ...OFFER, version: 2 }, availabilityKey('a', 's-1'), 2],
  ['of another offer is not', { ...OFFER, version: 2 }, availabilityKey('b', 's-1'), null],
  ['that ends an offer is not', null, availabilityKey('a', 's-1'), null],
  ['that is no JSON is not', '{', availabilityKey('a', 's-1'), null],
])('a published message %s', (_what, value, key, version) =>
  expect(publishedReader(OFFER)(message(value, key))?.of_version?.version ?? null).toBe(version),
);
