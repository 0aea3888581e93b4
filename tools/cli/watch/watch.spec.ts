import { describe, expect, it } from '@jest/globals';
import { needsAttention, overviewLines } from './overview-lines.js';
import { type Asking, readOverview } from './read-overview.js';

const ANSWERS: Readonly<Record<string, object>> = {
  '/v1/connectors': {
    connectors: [
      { name: 'ledger', state: 'healthy', detail: 'changes arrive', heartbeat_age_ms: 1_234 },
      { name: 'outbox', state: 'stalled', detail: 'record too large', heartbeat_age_ms: null },
    ],
  },
  '/v1/freshness': { status: 'current', oldest_ms: 800 },
  '/v1/confidence': { offers: 15, trusted: 10, untrusted: 2, unverified: 3, suspect: 1 },
  '/v1/recoveries?status=running': {
    items: [{ recovery_id: 'rec-1', flow: 'view', mode: 'verify', status: 'running' }],
  },
  '/v1/recoveries?status=paused': {
    items: [{ recovery_id: 'rec-3', flow: 'view', mode: 'repair', status: 'paused' }],
  },
  '/v1/recoveries/rec-1': { progress: { events_total: 200, events_read: 50, events_per_second: 40 } },
  '/v1/recoveries/rec-3': { progress: null },
  '/v1/recoveries?status=planned': { items: [{ recovery_id: 'rec-2' }] },
  '/v1/dead-letters?limit=1': {
    overdue: 1,
    by_reason: [
      { reason: 'unsigned', messages: 2 },
      { reason: 'unsigned', messages: 1 },
      { reason: 'too_large', messages: 4 },
    ],
  },
};
const PARTS = [
  { name: 'kafka', state: 'ok', detail: 'pid 1' },
  { name: 'recovery', state: 'not ready', detail: 'pid 2' },
];

/** Services that answer so; those that are away refuse. */
function asking(away: readonly string[] = [], changed: Readonly<Record<string, object>> = {}): Asking {
  const from =
    (service: string) =>
    async <T>(path: string): Promise<T> => {
      const answer = { ...ANSWERS, ...changed }[path];
      if (away.includes(service) || answer === undefined) throw new Error(`${service} is away (${path})`);
      return answer as T;
    };
  return {
    command_handler: from('command handler'),
    availability: from('availability'),
    recovery: from('recovery'),
    parts: () =>
      away.includes('supervisor') ? Promise.reject(new Error('nothing runs')) : Promise.resolve(PARTS),
  };
}
const AT = Date.parse('2026-06-19T18:00:00Z');

it('everything is read, lag in seconds, reasons once', async () => {
  const overview = await readOverview(asking(), AT);
  expect(overview.hops).toEqual({
    value: [
      { hop: 'ledger', state: 'healthy', lag_seconds: 1.2, detail: 'changes arrive' },
      { hop: 'outbox', state: 'stalled', lag_seconds: null, detail: 'record too large' },
    ],
  });
  expect(overview.runs).toMatchObject({
    value: [
      { recovery_id: 'rec-1', share: 0.25, events_per_second: 40 },
      { recovery_id: 'rec-3', share: null, events_per_second: null },
    ],
  });
  expect(overview.dead_letters).toEqual({
    value: {
      open: 7,
      overdue: 1,
      by_reason: [
        { reason: 'unsigned', messages: 3 },
        { reason: 'too_large', messages: 4 },
      ],
    },
  });
});

it('is drawn line by line, as wide as the terminal', async () => {
  const overview = await readOverview(asking(), AT);
  expect(overviewLines(overview, 120)).toEqual([
    'stockproof, 2026-06-19T18:00:00.000Z',
    '',
    'parts         1 of 2 ok',
    '  recovery: not ready, pid 2',
    'hops',
    '  ledger                           healthy          1.2 s  changes arrive',
    '  outbox                           stalled    nothing yet  record too large',
    'view',
    '  view                             current          0.8 s  of its oldest partition',
    'confidence    10 of 15 offers trusted, 2 untrusted, 3 unverified, 1 suspect',
    'runs',
    '  rec-1 verify of view, running [#####...............] 25 %, 40/s',
    '  rec-3 repair of view, paused',
    'approvals     1 wait: rec-2',
    'dead letters  7 open, 1 overdue',
    '       3 unsigned',
    '       4 too_large',
  ]);
  expect(Math.max(...overviewLines(overview, 40).map((line) => line.length))).toBe(39);
});

it('a service that is away hides its own part only, and says so', async () => {
  const lines = overviewLines(await readOverview(asking(['recovery']), AT), 200);
  expect(lines.filter((line) => line.includes('unknown: recovery is away'))).toHaveLength(4);
  expect(lines).toContain('  ledger                           healthy          1.2 s  changes arrive');
});

describe('needs attention', () => {
  const well = {
    '/v1/connectors': { connectors: [{ name: 'ledger', state: 'healthy', detail: '', heartbeat_age_ms: 1 }] },
  };
  const parts = async () => PARTS.slice(0, 1);

  it.each<[string, Asking, boolean]>([
    ['nothing', { ...asking([], well), parts }, false],
    ['a part', asking([], well), true],
    ['a hop', { ...asking(), parts }, true],
    [
      'what is stale',
      { ...asking([], { ...well, '/v1/freshness': { status: 'stale', oldest_ms: 9_000 } }), parts },
      true,
    ],
    ['what is not known', { ...asking(['availability'], well), parts }, true],
  ])('%s', async (_case, ask, expected) =>
    expect(needsAttention(await readOverview(ask, AT))).toBe(expected),
  );
});
