import { describe, expect, it } from '@jest/globals';
import { initialAvailability } from '@stockproof/availability';
import { SkippedChanges } from './skipped-changes.js';
import type { Anomaly, ViewOffer } from '../view/view.js';

const NAMES = { seller_id: 's', sku: 'k' };
const at = (version: number, found_version: number | null = null): ViewOffer => ({
  ...NAMES,
  state: { ...initialAvailability(), version },
  revision: 0,
  status: found_version === null ? 'current' : 'suspect',
  expected_version: found_version === null ? null : version + 1,
  found_version,
  changed_offset: 0,
  traceparent: null,
  recovery_id: null,
});
const gap = (source_offset: number, found_version: number): Anomaly => ({
  ...NAMES,
  kind: 'version_gap',
  source_offset,
  expected_version: 3,
  found_version,
  detail: '',
});
const COUNTS = { received: 0, applied: 0, late: 0, duplicate: 0, anomalous: 0 };

describe('the places of skipped changes', () => {
  const noted = (...anomalies: Anomaly[]): SkippedChanges => {
    const skipped = new SkippedChanges();
    skipped.note({ changed: [{ before: at(2), after: at(2, 9) }], anomalies, counts: COUNTS });
    return skipped;
  };

  it.each<[string, SkippedChanges, ViewOffer, number | null]>([
    ['nothing was', noted(), at(7), null],
    ['the state ends right before the first', noted(gap(10, 5)), at(4), 10],
    ['the state is past the first', noted(gap(10, 5), gap(11, 6)), at(8), 10],
    ['the state ends before what is missing does', noted(gap(10, 5)), at(3), null],
    ['of another offer', noted({ ...gap(10, 5), sku: 'other' }), at(7), null],
    ['another kind of anomaly', noted({ ...gap(10, 5), kind: 'invariant_violated' }), at(7), null],
  ])('%s', (_what, skipped, offer, from) => {
    expect(skipped.from([offer])).toBe(from);
  });

  it('are kept for a limited number of offers, those with the newest gaps', () => {
    const few = new SkippedChanges(2);
    const skus = ['a', 'b', 'c'];
    few.note({
      changed: [],
      anomalies: skus.map((sku, index) => ({ ...gap(10 + index, 5), sku })),
      counts: COUNTS,
    });
    expect(skus.map((sku) => few.from([{ ...at(7), sku }]))).toEqual([null, 11, 12]);
  });

  it('are forgotten when the gap has closed by itself, and on request', () => {
    const healed = noted(gap(10, 5));
    healed.note({ changed: [{ before: at(2, 9), after: at(9) }], anomalies: [], counts: COUNTS });
    expect(healed.from([at(9)])).toBeNull();
    const read = noted(gap(10, 5));
    read.forget([at(9)]);
    expect(read.from([at(9)])).toBeNull();
  });
});
