import { describe, expect, it } from '@jest/globals';
import { NOW_SNAPSHOT } from '@stockproof/console';
import {
  aConnector,
  aPartition,
  CONNECTOR_NAMES,
  type FakeAnswer,
  fakeSources,
  NOON_MS,
} from '../testing/fake-sources.js';
import { addOutboxRead, type OutboxRead } from './verdicts/outbox-counts.js';
import { addRestarts, type RestartsRead } from './hops/restarts.js';
import { makeSnapshot } from './make-snapshot.js';
import { type PipelinePoll } from './sources/readings.js';
import { pollSources } from './sources/poll-sources.js';

const POSITIONS = 'http://command-handler/v1/positions';
const OUTBOX = 'postgres-outbox-connector';

async function polled(answers: Record<string, FakeAnswer> = {}, at_ms = NOON_MS): Promise<PipelinePoll> {
  return pollSources({ ...fakeSources(answers).access, now_ms: () => at_ms }, null);
}

async function snapshotOf(answers: Record<string, FakeAnswer>, before: PipelinePoll | null = null) {
  const now = await polled(answers);
  const restarts = [before, now].reduce<readonly RestartsRead[]>(
    (past, poll) => (poll === null ? past : addRestarts(past, poll.at_ms, poll.readings.connectors)),
    [],
  );
  const outbox = [before, now].reduce<readonly OutboxRead[]>(
    (past, poll) => (poll === null ? past : addOutboxRead(past, poll.at_ms, poll.readings.decided)),
    [],
  );
  const snapshot = makeSnapshot({ now, before, restarts, outbox });
  expect(NOW_SNAPSHOT.parse(snapshot)).toEqual(snapshot);
  return { ...snapshot, hop: Object.fromEntries(snapshot.hops.map((hop) => [hop.id, hop])) };
}

const verdicts = ({ hops }: { hops: readonly { id: string; verdict: string }[] }): string =>
  hops.map(({ verdict }) => verdict).join(' ');

describe('a snapshot', () => {
  it('says that all hops are well, and has no rate of one poll', async () => {
    const snapshot = await snapshotOf({});
    expect(verdicts(snapshot)).toBe('ok ok ok ok ok ok ok');
    expect(snapshot.hops.map(({ per_second }) => per_second)).toEqual(Array(7).fill(null));
    expect([snapshot.hop['captured']?.oldest_seconds, snapshot.hop['published']?.oldest_seconds]).toEqual([
      1.5, 0.8,
    ]);
  });

  it('has rates of two polls, and when a backlog is gone', async () => {
    const before = await polled(
      {
        [POSITIONS]: { partitions: [aPartition({ lag_messages: 100, oldest_seconds: 4 })] },
        'http://availability/v1/positions': {
          partitions: [aPartition({ end: 90 }), aPartition({ topic: 'repairs', end: 1 })],
        },
        'http://command-handler/metrics': 'stockproof_outcomes_total 30\nstockproof_outbox_routed_total 1\n',
      },
      NOON_MS - 2_000,
    );
    const lagging = aPartition({ lag_messages: 80, oldest_seconds: 3 });
    const { hop } = await snapshotOf({ [POSITIONS]: { partitions: [lagging] } }, before);
    expect(hop['decided']).toMatchObject({
      per_second: 10,
      lag_messages: 80,
      oldest_seconds: 3,
      clears_in_seconds: 8,
    });
    expect([hop['captured']?.per_second, hop['outbox']?.per_second]).toEqual([5, 2]);
  });

  it('has no rates after a pause', async () => {
    const { hops } = await snapshotOf({}, await polled({}, NOON_MS - 60_000));
    expect(hops.map(({ per_second }) => per_second)).toEqual(Array(7).fill(null));
  });

  it('of the night of the large dead letter: the outbox stands, although Connect says RUNNING', async () => {
    const connectorsWith = (restarts: number, slot: object) => ({
      'http://command-handler/v1/connectors': {
        connectors: CONNECTOR_NAMES.map((name) =>
          aConnector(name, name === OUTBOX ? { restarts, slot } : {}),
        ),
      },
    });
    const reading = { active: true, lag_bytes: 2_900_000 };
    const before = await polled(connectorsWith(7, reading), NOON_MS - 64_000);
    const snapshot = await snapshotOf(connectorsWith(9, reading), before);
    expect(verdicts(snapshot)).toBe('ok ok ok stopped ok ok ok');
    expect(snapshot.hop['outbox']?.why).toEqual([
      `${OUTBOX}: Connect says RUNNING, and it was restarted 2 times within 5 minutes.`,
    ]);
    const unread = await snapshotOf(connectorsWith(9, { active: false, lag_bytes: 30_700_000 }));
    expect(verdicts(unread)).toBe('ok ok ok stopped ok ok ok');
  });

  it('of an outbox whose messages arrive nowhere, although its connector is well', async () => {
    const at = (seconds: number, written: number): OutboxRead => ({
      at_ms: NOON_MS - seconds * 1_000,
      written,
      routed: 5,
    });
    const outbox = [at(60, 5), at(40, 8), at(0, 8)];
    const { hops } = makeSnapshot({ now: await polled(), before: null, restarts: [], outbox });
    expect(hops.map(({ verdict }) => verdict).join(' ')).toBe('ok ok ok stopped ok ok ok');
    expect(hops.find(({ id }) => id === 'outbox')?.why).toEqual([
      '3 messages of the outbox arrived nowhere: nothing came to its topics for 60 seconds.',
    ]);
  });

  it('is late at most where only the capture beside the flow stands', async () => {
    const connectors = CONNECTOR_NAMES.map((name) =>
      aConnector(name, name.includes('stock') ? { state: 'down', detail: 'a task failed' } : {}),
    );
    const snapshot = await snapshotOf({ 'http://command-handler/v1/connectors': { connectors } });
    expect(verdicts(snapshot)).toBe('ok ok late ok ok ok ok');
  });

  const hops_of: [string, string, string[]][] = [
    ['ingestion', 'unknown ok ok ok ok ok ok', []],
    ['command-handler', 'ok unknown unknown unknown ok ok ok', []],
    ['availability', 'ok ok ok ok unknown unknown ok', []],
    ['reservation', 'ok ok ok ok ok ok unknown', ['sagas']],
    ['recovery', 'ok ok ok ok ok ok ok', ['confidence', 'approvals', 'dead_letters']],
  ];
  it.each(hops_of)('without %s: %s', async (source, found, lost) => {
    const snapshot = await snapshotOf({ [`http://${source}`]: 503 });
    expect(verdicts(snapshot)).toBe(found);
    const missing = Object.entries(snapshot).filter(([, value]) => value === null);
    expect(missing.map(([name]) => name)).toEqual(lost);
  });

  it('has what waits for people', async () => {
    const planned = (recovery_id: string, mode: string, minutes: number) => ({
      ...{ recovery_id, mode, flow: 'inventory', requested_by: 'ada', status: 'planned' },
      updated_at: new Date(NOON_MS - minutes * 60_000).toISOString(),
    });
    const snapshot = await snapshotOf({
      'http://recovery/v1/recoveries?status=planned&limit=100': {
        items: [planned('new', 'repair', 1), planned('free', 'verify', 9), planned('old', 'promote', 5)],
      },
      'http://recovery/v1/dead-letters?limit=1': {
        by_reason: [
          { reason: 'schema', assignee: 'platform', messages: 3, oldest: '', overdue: 1 },
          { reason: 'unknown', assignee: 'seller:m', messages: 2, oldest: '', overdue: 0 },
        ],
        overdue: 1,
      },
      'http://reservation/v1/reservations?stuck=true&limit=500': {
        items: [
          { requested_at: new Date(NOON_MS - 90_000).toISOString() },
          { requested_at: new Date(NOON_MS).toISOString() },
        ],
      },
    });
    expect(snapshot.approvals).toEqual([
      { recovery_id: 'old', mode: 'promote', flow: 'inventory', requested_by: 'ada', waiting_seconds: 300 },
      { recovery_id: 'new', mode: 'repair', flow: 'inventory', requested_by: 'ada', waiting_seconds: 60 },
    ]);
    expect(snapshot.dead_letters).toEqual({
      open: 5,
      overdue: 1,
      groups: [
        { reason: 'schema', owner: 'platform', open: 3 },
        { reason: 'unknown', owner: 'seller:m', open: 2 },
      ],
    });
    expect([snapshot.sagas, snapshot.hop['reserved']?.verdict]).toEqual([
      { stuck: 2, oldest_seconds: 90 },
      'late',
    ]);
    expect(snapshot.confidence).toEqual({
      ...{ trusted: 2, untrusted: 1, unverified: 1, suspect: 1 },
      oldest_proof_seconds: 60,
    });
  });
});
