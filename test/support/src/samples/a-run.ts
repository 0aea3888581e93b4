import { type Actor, type Mode, planDigest, type RunEvent, type RunRequest } from '@stockproof/recovery-run';

type Act = 'request' | 'approve' | 'break_glass';

export const anActor = (subject: string, ...may: readonly Act[]): Actor => ({
  subject,
  may_request: may.includes('request'),
  may_approve: may.includes('approve'),
  may_break_glass: may.includes('break_glass'),
});
/** Requests every run below, and gets its plan made. */
export const ADA = anActor('ada', 'request');
/** Approves every run below that needs it. */
export const GRACE = anActor('grace', 'approve');
/** May break glass and nothing else. */
export const ROSA = anActor('rosa', 'break_glass');
/** May only read. */
export const EVE = anActor('eve');

/** The run that ada requests: a repair of everything, with the given changes. */
export const aRunRequest = (change: Partial<RunRequest> = {}): RunRequest => ({
  recovery_id: 'r',
  flow: 'f',
  scope: { type: 'all' },
  mode: 'repair',
  owner: 'o',
  intent: 'i',
  rate_limit_events_per_second: null,
  ...change,
});

const BARE_PLAN = {
  contract_digest: 'c',
  code_version: 'v',
  blast_radius: { offers: 1, events: 1, sellers: 1, topics: [], messages_at_most: 1, estimated_seconds: 1 },
};

/** The plan of `aRunRequest`, with its digest; by contract c and code v. */
export function aPlan(request: Partial<RunRequest> = {}, change: Partial<typeof BARE_PLAN> = {}) {
  const bare = { ...BARE_PLAN, ...change };
  return { plan_digest: planDigest(aRunRequest(request), bare), ...bare };
}

/** Approved by grace, valid until 100 ms by default. */
export const approval = (expires_at_ms = 100, mode: Mode = 'repair'): RunEvent => ({
  type: 'recovery_approved',
  by: 'grace',
  plan_digest: aPlan({ mode }).plan_digest,
  expires_at_ms,
});

/** A run that ada requested and whose plan is made. */
export const plannedRun = (mode: Mode = 'repair'): RunEvent[] => [
  { type: 'recovery_requested', by: 'ada', request: aRunRequest({ mode }) },
  { type: 'recovery_planned', by: 'ada', plan: aPlan({ mode }) },
];

/** The same, approved by grace until 100 ms, and the events that follow. */
export const approvedRun = (mode: Mode = 'repair', ...then: readonly RunEvent[]): RunEvent[] => [
  ...plannedRun(mode),
  approval(100, mode),
  ...then,
];

/** A run that ada started, approved before if its mode needs it, and the events that follow. */
export const startedRun = (mode: Mode, ...then: readonly RunEvent[]): RunEvent[] => [
  ...(mode === 'verify' ? plannedRun(mode) : approvedRun(mode)),
  { type: 'recovery_started', by: 'ada' },
  ...then,
];
