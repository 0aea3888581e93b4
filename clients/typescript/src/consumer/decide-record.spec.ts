import { expect, it } from '@jest/globals';
import { expectedPartition } from '../sku-hash.js';
import type { Availability, AvailabilityRecord } from './availability-record.js';
import { decideRecord, type HeldOffer, type RecordEffect } from './decide-record.js';

const PARTITIONS = 8;
const at = { partition: expectedPartition('A', PARTITIONS), partitions: PARTITIONS };
const elsewhere = { ...at, partition: (at.partition + 1) % PARTITIONS };

const of = (version: number, revision = 0, sellable = 5): Availability => ({
  schema_version: 2,
  sku: 'A',
  seller_id: 's',
  version,
  revision,
  stock_on_hand: sellable,
  sellable,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: [{ location_id: 'default', sellable }],
  event_time: '2026-06-19T18:00:00.000Z',
  accepted_at: '2026-06-19T18:00:00.000Z',
});
const held = (version: number, revision = 0): HeldOffer => ({
  version,
  revision,
  availability: of(version, revision),
});
const distrusted = (version: number): HeldOffer => ({ version, revision: 0, availability: null });
const state = (availability: Availability, recovery_id: string | null = null): AvailabilityRecord => ({
  kind: 'state',
  availability,
  recovery_id,
  published_at: null,
});
const offer = { sku: 'A', seller_id: 's' };
const removed: AvailabilityRecord = { kind: 'removed', ...offer, recovery_id: 'rec-1' };
const unreadable: AvailabilityRecord = { kind: 'unreadable', ...offer, why: 'x' };
const put = (
  availability: Availability,
  same_stock = false,
  recovery_id: string | null = null,
): RecordEffect => ({
  kind: 'put',
  availability,
  recovery_id,
  same_stock,
});
const ignore = (reason: string) => ({ kind: 'ignore', reason });

it.each<[string, AvailabilityRecord, HeldOffer | null, typeof at, object]>([
  ['a first state', state(of(1)), null, at, put(of(1))],
  ['a first state that is not version 1: the topic is compacted', state(of(9)), null, at, put(of(9))],
  ['the next version', state(of(2, 0, 4)), held(1), at, put(of(2, 0, 4))],
  ['a later version, the ones between are compacted', state(of(7, 0, 4)), held(1), at, put(of(7, 0, 4))],
  ['the next version with the same stock', state(of(2)), held(1), at, put(of(2), true)],
  ['the same again', state(of(2)), held(2), at, ignore('duplicate')],
  ['the same again by a recovery', state(of(2), 'rec-1'), held(2), at, ignore('duplicate')],
  ['an older version', state(of(1)), held(2), at, ignore('older')],
  ['an older version with a newer revision', state(of(1, 3)), held(2), at, ignore('older')],
  ['an older revision', state(of(2, 0)), held(2, 1), at, ignore('older')],
  ['a repair', state(of(2, 1, 3), 'rec-1'), held(2), at, put(of(2, 1, 3), false, 'rec-1')],
  ['a repair that changes no stock', state(of(2, 1), 'rec-1'), held(2), at, put(of(2, 1), true, 'rec-1')],
  ['a version after a repair', state(of(3, 0, 4)), held(2, 1), at, put(of(3, 0, 4))],
  ['another partition', state(of(2)), held(1), elsewhere, ignore('wrong_partition')],
  ['a tombstone', removed, held(2), at, { kind: 'remove', ...offer }],
  ['a tombstone of nothing', removed, null, at, ignore('unknown_offer')],
  ['a tombstone in another partition', removed, held(2), elsewhere, ignore('wrong_partition')],
  ['an unreadable record', unreadable, held(2), at, { kind: 'distrust', ...offer }],
  ['an unreadable record in another partition', unreadable, held(2), elsewhere, ignore('wrong_partition')],
  ['the same after an unreadable record', state(of(2)), distrusted(2), at, put(of(2))],
  ['an older one after an unreadable record', state(of(1)), distrusted(2), at, ignore('older')],
  ['no key', { kind: 'nameless', why: 'x' }, held(2), at, ignore('nameless')],
])('%s', (_case, record, before, from, effect) => expect(decideRecord(record, before, from)).toEqual(effect));
