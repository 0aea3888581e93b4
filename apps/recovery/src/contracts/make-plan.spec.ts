import { describe, expect, it } from '@jest/globals';
import { isPlanOf, type RunRequest } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import type { Flow } from './load-flows.js';
import { makePlan } from './make-plan.js';

const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  recovery_id: 'r',
  flow: 'f',
  scope: { type: 'all' },
  mode: 'verify',
  owner: 'o',
  intent: 'i',
  rate_limit_events_per_second: null,
  ...change,
});
const flow = (events: number): Flow =>
  partOf<Flow>({
    contract: { republication: { topics: ['t'] } },
    digest: 'c',
    recoverable: {
      select: () => Promise.resolve([]),
      measure: () => Promise.resolve({ offers: 7, sellers: 2, events }),
    },
  });

describe('a plan', () => {
  it.each<[string, number, number | null, number]>([
    // events; at most so many a second; seconds
    ['nothing costs three seconds', 0, null, 3],
    ['a hundred thousand a second', 1_000_000, null, 13],
    ['slower where it is held back', 1_000, 100, 13],
    ['no faster than it can', 100_000, 1_000_000, 4],
    ['to a tenth', 12_345, null, 3.1],
  ])('estimates the duration: %s', async (_what, events, rate_limit_events_per_second, estimated_seconds) => {
    const plan = await makePlan(flow(events), request({ rate_limit_events_per_second }), 'v');
    expect(plan.blast_radius).toMatchObject({ offers: 7, sellers: 2, events, estimated_seconds });
  });

  it.each<[RunRequest['mode'], string[], number]>([
    ['verify', [], 0],
    ['what_if', [], 0],
    ['repair', ['t'], 7],
    ['promote', ['t'], 7],
  ])('%s: what it would publish, and where', async (mode, topics, messages_at_most) => {
    const plan = await makePlan(flow(1), request({ mode }), 'v');
    expect(plan.blast_radius).toMatchObject({ topics, messages_at_most });
    expect([
      plan.contract_digest,
      plan.code_version,
      isPlanOf(request({ mode }), plan),
      isPlanOf(request({ mode, intent: 'other' }), plan),
    ]).toEqual(['c', 'v', true, false]);
  });
});
