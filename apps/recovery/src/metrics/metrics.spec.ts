import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { aPool } from '@stockproof/testing/kit';
import { observeDeadLetters } from './observe-dead-letters.js';
import { observeRuns } from './observe-runs.js';

const RUNS = [
  { flow: 'f', mode: 'repair', status: 'planned', verdict: 'none', runs: 2, oldest_seconds: 90 },
  { flow: 'g', mode: 'promote', status: 'planned', verdict: 'none', runs: 1, oldest_seconds: 300 },
  // A verification goes on by itself: nobody has to approve it.
  { flow: 'f', mode: 'verify', status: 'planned', verdict: 'none', runs: 4, oldest_seconds: 900 },
  { flow: 'f', mode: 'verify', status: 'completed', verdict: 'trusted', runs: 7, oldest_seconds: 9_000 },
];

function recording(answers: Readonly<Record<string, object[]>>) {
  const asked: string[] = [];
  const query = ({ name }: { name: string }) => {
    asked.push(name);
    return Promise.resolve({ rows: answers[name] ?? [] });
  };
  return { pool: aPool(query), asked, ...recordingMeter() };
}

it('runs are counted by flow, mode, status and verdict; approvals, leases, records and slowed runs as numbers', async () => {
  const { pool, meter, observed, asked } = recording({
    'count-runs': RUNS,
    'list-leases': [{ expired: false }, { expired: true }, { expired: false }],
    'count-unpublished': [{ unpublished: 3 }],
  });
  let now_ms = 0;
  observeRuns({ meter }, pool, { limits: () => [null, 2_000] }, () => now_ms);
  const seen = await observed();
  expect(seen.filter(([name]) => name === 'stockproof_recovery_runs')).toEqual(
    RUNS.map(({ runs, oldest_seconds: _, ...labels }) => ['stockproof_recovery_runs', runs, labels]),
  );
  expect(seen.filter(([name]) => name !== 'stockproof_recovery_runs')).toEqual([
    ['stockproof_recovery_approvals_waiting', 3, {}],
    ['stockproof_recovery_approval_oldest_seconds', 300, {}],
    ['stockproof_recovery_leases', 2, { state: 'held' }],
    ['stockproof_recovery_leases', 1, { state: 'expired' }],
    ['stockproof_evidence_unpublished', 3, {}],
    ['stockproof_recovery_executing_runs', 2, {}],
    ['stockproof_recovery_slowed_runs', 1, {}],
  ]);
  now_ms = 29_999;
  await observed();
  expect(asked).toHaveLength(3);
  now_ms = 30_000;
  await observed();
  expect(asked).toHaveLength(6);
});

it('nothing waits: zero, and no age', async () => {
  const { pool, meter, observed } = recording({ 'count-unpublished': [{ unpublished: 0 }] });
  observeRuns({ meter }, pool, { limits: () => [] });
  expect(await observed()).toContainEqual(['stockproof_recovery_approval_oldest_seconds', 0, {}]);
});

it('dead letters are counted by reason and assignee, open and overdue', async () => {
  const { pool, meter, observed } = recording({
    'count-dead-letters': [{ reason: 'malformed_json', assignee: 'sellers', messages: 5, overdue: 2 }],
  });
  observeDeadLetters({ meter }, pool, 24);
  const labels = { reason: 'malformed_json', assignee: 'sellers' };
  expect(await observed()).toEqual([
    ['stockproof_dead_letters_open', 5, labels],
    ['stockproof_dead_letters_overdue', 2, labels],
  ]);
});
