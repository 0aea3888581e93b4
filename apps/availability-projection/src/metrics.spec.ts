import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { FoldEffects } from './fold/fold-batch.js';
import type { ViewOffer } from './view/view.js';
import { projectionMetrics } from './metrics.js';

/** The metrics, and what is measured from now on. */
function measuring() {
  const { meter, measured } = recordingMeter();
  const metrics = projectionMetrics({ meter });
  const from_zero = measured.splice(0);
  return { metrics, measured, from_zero };
}
const offer = (accepted_at_ms: number, more: Partial<ViewOffer> = {}): ViewOffer =>
  ({ status: 'current', recovery_id: null, state: { accepted_at_ms }, ...more }) as ViewOffer;

it('folded changes are counted by result, and durations are in seconds', () => {
  const { metrics, measured } = measuring();
  const effects = partOf<FoldEffects>({
    counts: { received: 9, applied: 5, late: 2, duplicate: 3, anomalous: 1 },
    anomalies: [{ kind: 'version_gap' }],
  });
  metrics.folded(effects, 9, 250);
  expect(measured).toEqual([
    ['stockproof_fold_batch_size', 9, {}],
    ['stockproof_fold_batch_seconds', 0.25, {}],
    ['stockproof_projected_changes', 5, { result: 'applied' }],
    ['stockproof_projected_changes', 2, { result: 'late' }],
    ['stockproof_projected_changes', 3, { result: 'duplicate' }],
    ['stockproof_projected_changes', 1, { result: 'version_gap' }],
  ]);
});

it('each result and each cause is known from zero', () => {
  const { from_zero } = measuring();
  expect(from_zero.every(([, value]) => value === 0)).toBe(true);
  expect(from_zero.map(([, , labels]) => labels)).toEqual(
    expect.arrayContaining([{ result: 'ledger_row_deleted' }, { result: 'applied' }, { cause: 'repair' }]),
  );
});

it.each<[string, Partial<ViewOffer>, boolean, string, boolean]>([
  // offer, sent again, cause, whether its age is a delay
  ['a change', {}, false, 'change', true],
  ['a change that a new holder sends', {}, true, 'catch_up', true],
  ['a repair', { recovery_id: 'rec' }, false, 'repair', false],
  ['a repair that is sent again', { recovery_id: 'rec' }, true, 'repair', false],
  ['an offer that became suspect', { status: 'suspect' }, false, 'suspect', false],
])('%s is counted by its cause', (_case, change, again, cause, delayed) => {
  const { metrics, measured } = measuring();
  metrics.published([offer(1_000, change)], 2_500, again);
  expect(measured).toEqual([
    ['stockproof_published_offers', 1, { cause }],
    ...(delayed ? [['stockproof_accepted_to_published_seconds', 1.5, { cause }]] : []),
  ]);
});

it('a clock that is behind that of the ledger gives no delay below zero', () => {
  const { metrics, measured } = measuring();
  metrics.published([offer(9_000)], 2_500, false);
  expect(measured.at(-1)).toEqual(['stockproof_accepted_to_published_seconds', 0, { cause: 'change' }]);
});

it('retries are counted by the kind of their error', () => {
  const { metrics, measured } = measuring();
  metrics.retried(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
  expect(measured).toEqual([['stockproof_projection_retries', 1, { error: 'connection' }]]);
});
