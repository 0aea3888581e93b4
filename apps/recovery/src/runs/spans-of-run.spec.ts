import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { RunEvent } from '@stockproof/recovery-run';
import { spansOfRun } from './spans-of-run.js';

const AT_MS = Date.parse('2026-06-19T18:00:00Z');
/** Events, one second after the other; what a test does not name of them is not there. */
const history = (...events: readonly object[]) =>
  events.map((event, second) => ({
    recorded_at: new Date(AT_MS + second * 1_000),
    event: partOf<RunEvent>(event),
  }));
const REQUESTED = {
  type: 'recovery_requested',
  by: 'ada',
  request: {
    flow: 'view',
    mode: 'repair',
    intent: 'a secret of mine',
    scope: { type: 'by_sku', skus: ['sku-9'] },
  },
};
const step = (name: string) => ({ type: 'step_reached', by: 'system', step: name });
const COMPLETED = { type: 'recovery_completed', by: 'system', confidence_status: 'trusted', sequence: 8 };
const WHOLE = history(
  REQUESTED,
  { type: 'recovery_planned', by: 'system' },
  { type: 'recovery_approved', by: 'grace' },
  { type: 'recovery_started', by: 'ada' },
  { type: 'recovery_claimed', by: 'system' },
  step('barrier'),
  step('replay'),
  step('reconcile'),
  step('repair'),
  step('seal'),
  COMPLETED,
);

it('a run is a span, with what was decided and done within it, each until the next begins', () => {
  const trace = spansOfRun('rec-1', WHOLE);
  const seconds = (ms: number) => (ms - AT_MS) / 1_000;
  expect(
    [trace?.root, ...(trace?.steps ?? [])].map((span) => [
      span?.name,
      seconds(span?.started_ms ?? 0),
      seconds(span?.ended_ms ?? 0),
    ]),
  ).toEqual([
    ['recovery run', 0, 10],
    ['plan', 0, 1],
    ['approve', 1, 2],
    ['wait for start', 2, 3],
    ['barrier', 5, 6],
    ['replay', 6, 7],
    ['reconcile', 7, 8],
    ['repair', 8, 9],
    ['seal', 9, 10],
  ]);
  expect(trace?.root.attributes).toEqual({
    'stockproof.recovery_id': 'rec-1',
    'stockproof.flow': 'view',
    'stockproof.mode': 'repair',
    'stockproof.run_end': 'recovery_completed',
    'stockproof.confidence_status': 'trusted',
    'stockproof.evidence_sequence': 8,
  });
});

it('names no person, reason or offer, and its trace id follows from the id of the run', () => {
  const trace = spansOfRun('rec-1', WHOLE);
  for (const word of ['"ada"', '"grace"', 'secret', 'sku-9'])
    expect(JSON.stringify(trace)).not.toContain(word);
  const digest = createHash('sha256').update('rec-1').digest('hex');
  expect(trace?.traceparent).toMatch(new RegExp(`^00-${digest.slice(0, 32)}-[0-9a-f]{16}-01$`));
});

it.each<[string, ReturnType<typeof history>, string[] | null]>([
  ['nothing', [], null],
  ['a run that is not over', WHOLE.slice(0, 8), null],
  [
    'a rejected one',
    history(REQUESTED, { type: 'recovery_planned' }, { type: 'recovery_rejected', reason: 'no' }),
    ['plan', 'approve'],
  ],
  [
    'one that failed in a step',
    history(REQUESTED, { type: 'recovery_planned' }, { type: 'recovery_started' }, step('barrier'), {
      type: 'recovery_failed',
      reason: 'away',
    }),
    ['plan', 'wait for start', 'barrier'],
  ],
  [
    'one that began again',
    history(
      REQUESTED,
      step('barrier'),
      step('replay'),
      { type: 'recovery_claimed' },
      step('barrier'),
      COMPLETED,
    ),
    ['barrier', 'replay', 'barrier'],
  ],
])('%s', (_case, events, names) =>
  expect(spansOfRun('rec-1', events)?.steps.map(({ name }) => name) ?? null).toEqual(names),
);
