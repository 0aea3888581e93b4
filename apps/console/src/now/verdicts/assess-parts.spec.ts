import { describe, expect, it } from '@jest/globals';
import { assessFreshness, assessIntake, assessSagas } from './assess-parts.js';
import { type Assessed, inWords, WELL, worstOf } from './assessed.js';

describe('ingestion', () => {
  it.each<[string, [number, number], [number, number] | null, string]>([
    ['has nothing that waits', [10, 0], [10, 0], 'ok'],
    ['has events that wait, and others were acknowledged', [11, 5], [10, 5], 'ok'],
    ['has events that were not there before', [10, 5], [10, 0], 'ok'],
    ['was not asked before', [10, 5], null, 'ok'],
    ['gets nothing into Kafka', [10, 5], [10, 3], 'stopped'],
  ])('%s', (_what, [queued, pending], before, verdict) => {
    const past = before === null ? null : { queued: before[0], pending: before[1] };
    expect(assessIntake({ queued, pending }, past).verdict).toBe(verdict);
  });
});

it.each<['current' | 'stale', number | null, Assessed]>([
  ['current', 900, WELL],
  [
    'stale',
    45_000,
    { verdict: 'late', why: ['What the view shows is 45 seconds old; 10 seconds are allowed.'] },
  ],
  ['stale', null, { verdict: 'late', why: ['A partition of the view has never been complete.'] }],
])('a view that is %s, %p ms', (status, oldest_ms, assessed) =>
  expect(assessFreshness({ topic: 't', status, oldest_ms, bound_ms: 10_000 })).toEqual(assessed),
);

it.each<[number, number | null, Assessed]>([
  [0, null, WELL],
  [
    2,
    600,
    {
      verdict: 'late',
      why: ['2 reservations without the answer they wait for, the oldest since 10 minutes.'],
    },
  ],
])('%i stuck reservations', (stuck, oldest, assessed) =>
  expect(assessSagas(stuck, oldest)).toEqual(assessed),
);

it.each<[Assessed['verdict'][], Assessed['verdict']]>([
  [[], 'ok'],
  [['ok', 'ok'], 'ok'],
  [['ok', 'unknown'], 'unknown'],
  [['late', 'unknown'], 'late'],
  [['late', 'stopped', 'ok'], 'stopped'],
])('the worst of %p is %s', (verdicts, worst) =>
  expect(worstOf(verdicts.map((verdict) => ({ verdict, why: [verdict] })))).toEqual({
    verdict: worst,
    why: verdicts,
  }),
);

it.each([
  [1, '1 second'],
  [119, '119 seconds'],
  [300, '5 minutes'],
  [7_200, '2 hours'],
])('%i seconds are %s', (seconds, words) => expect(inWords(seconds)).toBe(words));
