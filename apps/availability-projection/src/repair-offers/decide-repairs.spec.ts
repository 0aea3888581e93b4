import { describe, expect, it } from '@jest/globals';
import type { AvailabilityRepairV1 } from '@stockproof/events';
import { decideRepairs } from './decide-repairs.js';
import { rowAfter } from '../view/row-after.js';

const STATE = {
  version: 3,
  stock_on_hand: 5,
  sellable: 5,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: [{ location_id: 'a', sellable: 5 }],
  event_time: '2026-06-19T18:00:00.000Z',
  newest_event_time: '2026-06-19T18:00:00.000Z',
  accepted_at: '2026-06-19T18:00:00.000Z',
};
const repair = (change: Partial<AvailabilityRepairV1>): AvailabilityRepairV1 => ({
  schema_version: 1,
  type: 'repair',
  recovery_id: 'r',
  repair_id: 'r.1',
  seller_id: 'm',
  sku: 's',
  expected: { version: 3, revision: 0 },
  revision: 1,
  state: STATE,
  ...change,
});
const row = (version: number, revision = 0) => ({ seller_id: 'm', sku: 's', version, revision });

describe('decideRepairs', () => {
  it.each<[string, Partial<AvailabilityRepairV1>, ReturnType<typeof row>[], string, number | null]>([
    ['the row is the one compared', {}, [row(3)], 'applied', 1],
    ['the row moved on', {}, [row(4)], 'stale', null],
    ['the row was repaired by another', {}, [row(3, 1)], 'stale', null],
    ['the row is gone', {}, [], 'stale', null],
    ['there was no row and there is none', { expected: null }, [], 'applied', 1],
    ['there was no row and there is one', { expected: null }, [row(1)], 'stale', null],
    ['the row must go', { state: null }, [row(3)], 'applied', null],
    ['the row is there twice: the newer one counts', {}, [row(2), row(3)], 'applied', 1],
    ['the newer one, however often the older was repaired', {}, [row(3), row(2, 5)], 'applied', 1],
    [
      'twice in one version: the one that was repaired last',
      { expected: { version: 3, revision: 1 } },
      [row(3, 1), row(3)],
      'applied',
      1,
    ],
  ])('%s', (_name, change, held, outcome, revision) => {
    const [decided] = decideRepairs([repair(change)], held, 7);
    expect([decided?.outcome, decided?.after?.revision ?? null]).toEqual([outcome, revision]);
  });

  it('applies the second of two to the result of the first', () => {
    const [first, second] = decideRepairs([repair({}), repair({ repair_id: 'r.2' })], [row(3)], 7);
    expect([first?.outcome, second?.outcome]).toEqual(['applied', 'stale']);
    expect(first?.after).toMatchObject({ status: 'current', changed_offset: 7, recovery_id: 'r' });
  });

  it.each<[string, ReturnType<typeof row>[], string]>([
    ['the row is where the repair was carried to', [row(5)], 'applied'],
    ['it moved on again', [row(6)], 'stale'],
    ['another repaired it', [row(5, 1)], 'stale'],
  ])('replays skipped changes: %s', (_name, held, outcome) => {
    const on = rowAfter({ ...repair({}), state: { ...STATE, version: 5 } }, 7);
    const [decided] = decideRepairs([repair({})], held, 7, new Map([['r.1', on]]));
    expect([decided?.outcome, decided?.after]).toEqual([outcome, outcome === 'applied' ? on : null]);
  });
});
