import type { SourceName } from '@stockproof/console';
import type { SourceAccess } from '../now/sources/poll-sources.js';

/** When everything happens, unless a test moves it. */
export const NOON_MS = Date.parse('2026-01-01T12:00:00Z');

const at = new Date(NOON_MS).toISOString();
const urls: Readonly<Record<SourceName, string>> = {
  ingestion: 'http://ingestion',
  'command-handler': 'http://command-handler',
  availability: 'http://availability',
  recovery: 'http://recovery',
  reservation: 'http://reservation',
};

/** A partition in which nothing waits. */
export const aPartition = (change: object = {}): object => ({
  ...{ topic: 'ledger', partition: 0, position: 100, end: 100, lag_messages: 0, oldest_seconds: 0 },
  ...{ last_progress_at: at, holder: 'host/1/a', held_here: true, epoch: 1 },
  ...change,
});

/** A connector that moves. */
export const aConnector = (name: string, change: object = {}): object => ({
  ...{ name, slot_name: `${name}-slot`, state: 'healthy', reason: 'heartbeat_received', detail: 'well' },
  ...{ blocked: null, since: at, checked_at: at, heartbeat_age_ms: 1_500, restarts: 0, failures: 0 },
  ...{ last_error: null, connect: { state: 'RUNNING', tasks: [] }, stored_lsn: null },
  slot: { active: true, wal_status: 'reserved', lag_bytes: 10 },
  ...change,
});

export const CONNECTOR_NAMES = ['inventory', 'stock', 'outbox'].map((one) => `postgres-${one}-connector`);

/** What each source answers to each request, an object or a text, if all is well. */
const WELL_ANSWERS: Readonly<Record<string, unknown>> = {
  'http://ingestion/metrics':
    'stockproof_ingested_events_total{result="queued"} 100\nstockproof_ingest_pending_events 0\n',
  'http://command-handler/metrics': 'stockproof_outcomes_total 50\nstockproof_outbox_routed_total 5\n',
  'http://command-handler/v1/positions': { partitions: [aPartition()] },
  'http://command-handler/v1/connectors': { connectors: CONNECTOR_NAMES.map((name) => aConnector(name)) },
  'http://availability/metrics':
    'stockproof_projected_changes_total 40\nstockproof_published_offers_total 30\n',
  'http://availability/v1/positions': { partitions: [aPartition(), aPartition({ topic: 'repairs' })] },
  'http://availability/v1/freshness': {
    topic: 'ledger',
    bound_ms: 10_000,
    status: 'current',
    oldest_ms: 800,
  },
  'http://reservation/v1/positions': { partitions: [aPartition()] },
  'http://reservation/v1/reservations?stuck=true&limit=500': { items: [] },
  'http://recovery/v1/confidence': {
    ...{ offers: 5, trusted: 2, untrusted: 1, unverified: 1, suspect: 1 },
    oldest_verified_at: new Date(NOON_MS - 60_000).toISOString(),
  },
  'http://recovery/v1/dead-letters?limit=1': { by_reason: [], overdue: 0, items: [] },
  'http://recovery/v1/recoveries?status=planned&limit=100': { items: [] },
};

/** An answer of a source: an object is JSON, a number a status without a body, an error no connection. */
export type FakeAnswer = object | string | number | Error | 'never';

/** Sources that answer as if all were well, but for these requests, by their addresses. */
export function fakeSources(others: Readonly<Record<string, FakeAnswer>> = {}) {
  const asked: [url: string, authorization: string | null][] = [];
  const get = async (url: string, { headers, signal }: RequestInit): Promise<Response> => {
    asked.push([url, new Headers(headers).get('authorization')]);
    const host = new URL(url).origin;
    const answer = others[url] ?? others[host] ?? WELL_ANSWERS[url];
    signal?.throwIfAborted();
    if (answer === 'never')
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      );
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'number') return new Response('{}', { status: answer });
    return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  const access: SourceAccess = {
    urls,
    token: async (source) => `token for ${source}`,
    within_ms: 2_000,
    end: new AbortController().signal,
    fetch: get as typeof fetch,
    now_ms: () => NOON_MS,
  };
  return { access, asked };
}
