import type { Hop, NowSnapshot } from '@stockproof/console';

const HOPS = [
  ['taken', 'Taken', 'ingestion'],
  ['decided', 'Decided', 'command-handler'],
  ['captured', 'Captured', 'command-handler'],
  ['outbox', 'Outbox', 'command-handler'],
  ['projected', 'Projected', 'availability'],
  ['published', 'Published', 'availability'],
  ['reserved', 'Reserved', 'reservation'],
] as const;

/** A hop that moves. */
export function aHop(id: Hop['id'], change: Partial<Hop> = {}): Hop {
  const [, title, source] = HOPS.find(([name]) => name === id) ?? HOPS[0];
  return {
    ...{ id, title, source, verdict: 'ok', why: [], per_second: 120, lag_messages: 3 },
    ...{ oldest_seconds: 0.2, clears_in_seconds: 0 },
    ...change,
  };
}

/** A snapshot in which all is well. */
export function aSnapshot(change: Partial<NowSnapshot> = {}): NowSnapshot {
  const at = new Date().toISOString();
  const names = ['ingestion', 'command-handler', 'availability', 'recovery', 'reservation'] as const;
  return {
    at,
    sources: names.map((name) => ({ name, state: 'ok', problem: null, answered_at: at })),
    hops: HOPS.map(([id]) => aHop(id)),
    confidence: { trusted: 980, untrusted: 0, unverified: 20, suspect: 0, oldest_proof_seconds: 4_000 },
    approvals: [],
    dead_letters: { open: 0, overdue: 0, groups: [] },
    sagas: { stuck: 0, oldest_seconds: null },
    ...change,
  };
}
