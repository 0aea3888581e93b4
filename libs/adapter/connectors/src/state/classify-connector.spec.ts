import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ConnectorFacts, ConnectStatus, Server, Slot } from './connector-facts.js';
import type { ConnectorReading } from './connector-history.js';
import { CONNECTORS } from '../connectors.js';
import { classifyConnector, REASONS } from './classify-connector.js';
import { remedyFor } from './remedy-for.js';

const THIS_SERVER = { system_identifier: '77', timeline: 1 };
const SERVER: Server = { now: THIS_SERVER, accepted: THIS_SERVER, wal_lsn: 5_000n };
const SLOT: Slot = {
  slot_name: 's',
  active: true,
  wal_status: 'reserved',
  safe_wal_size: 8e9,
  invalidation_reason: null,
  confirmed_lsn: 4_000n,
  lag_bytes: 1_000,
};
const RUNNING: ConnectStatus = { state: 'RUNNING', tasks: [{ id: 0, state: 'RUNNING' }], error: null };
const WELL: ConnectorFacts = {
  connect: RUNNING,
  server: SERVER,
  slot: SLOT,
  stored_lsn: 4_500n,
  heartbeat_age_ms: 900,
  watched_ms: 600_000,
  failures: 0,
  last_failure_age_ms: null,
  last_error: null,
};
const task = (state: string): ConnectStatus => ({ ...RUNNING, tasks: [{ id: 0, state }] });
const slot = (change: Partial<Slot>): Slot => ({ ...SLOT, ...change });
const GIB = 1024 ** 3;

const TABLE: [string, Partial<ConnectorFacts>, string][] = [
  ['all is well', {}, 'healthy heartbeat_received'],
  ['a heartbeat just in time', { heartbeat_age_ms: 29_999 }, 'healthy heartbeat_received'],
  ['RUNNING, and no heartbeat', { heartbeat_age_ms: 30_000 }, 'stalled heartbeat_missing'],
  [
    'RUNNING, no heartbeat, and nobody reads the slot',
    { heartbeat_age_ms: 30_000, slot: slot({ active: false }) },
    'stalled slot_inactive',
  ],
  ['nobody reads the slot, for a moment', { slot: slot({ active: false }) }, 'healthy heartbeat_received'],
  [
    'it is being started',
    { heartbeat_age_ms: null, stored_lsn: null, watched_ms: 24_999 },
    'degraded starting',
  ],
  ['it is being started after a night', { heartbeat_age_ms: 3e7, watched_ms: 24_999 }, 'degraded starting'],
  [
    'started long ago, and nothing has ever arrived',
    { heartbeat_age_ms: null, stored_lsn: null, watched_ms: 25_000 },
    'stalled heartbeat_missing',
  ],
  ['a task that is moved to another worker', { connect: task('UNASSIGNED') }, 'healthy heartbeat_received'],

  ['Connect says FAILED', { connect: { ...RUNNING, state: 'FAILED' } }, 'down connector_failed'],
  ['its task failed', { connect: task('FAILED') }, 'down task_failed'],
  [
    'one of its tasks failed',
    { connect: { ...RUNNING, tasks: [...RUNNING.tasks, { id: 1, state: 'FAILED' }] } },
    'down task_failed',
  ],
  ['RUNNING without a task, heartbeats just now', { connect: { ...RUNNING, tasks: [] } }, 'down no_task'],
  ['Connect does not know it', { connect: 'missing' }, 'down connector_missing'],
  ['stopped', { connect: { ...RUNNING, state: 'STOPPED', tasks: [] } }, 'down stopped_by_operator'],
  ['paused', { connect: { ...RUNNING, state: 'PAUSED' } }, 'down stopped_by_operator'],
  ['its task is paused', { connect: task('PAUSED') }, 'down stopped_by_operator'],
  [
    'Connect gives no answer, heartbeats arrive',
    { connect: 'unreachable', heartbeat_age_ms: 11_999 },
    'healthy heartbeat_received',
  ],
  [
    'Connect gives no answer, and none arrives',
    { connect: 'unreachable', heartbeat_age_ms: 12_000 },
    'down connect_unreachable',
  ],
  [
    'Connect has given no answer since the start',
    { connect: 'unreachable', heartbeat_age_ms: null, watched_ms: 12_000 },
    'down connect_unreachable',
  ],

  ['failed twice', { failures: 2, last_failure_age_ms: 4_000 }, 'healthy heartbeat_received'],
  [
    'failed three times, RUNNING again, heartbeats between',
    { failures: 3, last_failure_age_ms: 4_000 },
    'down restart_loop',
  ],
  [
    'failed three times, and a minute ago last',
    { failures: 3, last_failure_age_ms: 60_000 },
    'healthy heartbeat_received',
  ],

  [
    'the slot is lost',
    { slot: slot({ wal_status: 'lost', invalidation_reason: 'wal_removed' }) },
    'down slot_lost',
  ],
  [
    'the slot is invalid for another reason',
    { slot: slot({ invalidation_reason: 'idle_timeout' }) },
    'down slot_lost',
  ],
  [
    'the slot is lost, and Connect without an answer',
    { slot: slot({ wal_status: 'lost' }), connect: 'unreachable' },
    'down slot_lost',
  ],
  ['the slot is gone', { slot: null }, 'down slot_missing'],
  [
    'WAL is kept beyond the limit',
    { slot: slot({ wal_status: 'unreserved', safe_wal_size: -5 }) },
    'degraded slot_at_risk',
  ],
  [
    'less room is left than it is behind',
    { slot: slot({ wal_status: 'extended', lag_bytes: 3 * GIB, safe_wal_size: 0.4 * GIB }) },
    'degraded slot_at_risk',
  ],
  ['little room, and nothing behind', { slot: slot({ safe_wal_size: 2_000 }) }, 'healthy heartbeat_received'],
  ['no limit is set', { slot: slot({ safe_wal_size: null }) }, 'healthy heartbeat_received'],
  ['far behind', { slot: slot({ lag_bytes: 0.25 * GIB }) }, 'degraded lagging'],
  ['far behind and failed', { slot: slot({ lag_bytes: GIB }), connect: task('FAILED') }, 'down task_failed'],

  ['stored at the end of the WAL', { stored_lsn: 5_000n }, 'healthy heartbeat_received'],
  ['stored beyond the end of the WAL, by one byte', { stored_lsn: 5_001n }, 'down lsn_ahead_of_server'],
  [
    'the slot beyond the end of the WAL',
    { slot: slot({ confirmed_lsn: 5_001n }) },
    'down lsn_ahead_of_server',
  ],
  [
    'another server',
    { server: { ...SERVER, now: { ...THIS_SERVER, system_identifier: '78' } } },
    'down other_server',
  ],
  [
    'the same server, restored or promoted',
    { server: { ...SERVER, now: { ...THIS_SERVER, timeline: 2 } } },
    'down other_server',
  ],
  [
    'another server, whatever Connect and its slot say',
    { server: { ...SERVER, now: { ...THIS_SERVER, timeline: 2 } }, slot: null, connect: task('FAILED') },
    'down other_server',
  ],
  ['the database gives no answer', { server: 'unreadable', slot: null }, 'unknown database_unreachable'],
];

describe('classifyConnector', () => {
  it.each(TABLE)('%s', (_case, change, said) => {
    const { state, reason } = classifyConnector({ ...WELL, ...change });
    expect(`${state} ${reason}`).toBe(said);
  });

  it('returns each reason at least once', () => {
    expect(new Set(TABLE.map(([, , said]) => said.split(' ')[1]))).toEqual(new Set(REASONS));
  });

  it('names the failure', () => {
    const failed = classifyConnector({
      ...WELL,
      connect: task('FAILED'),
      failures: 1,
      last_failure_age_ms: 0,
      last_error: 'RecordTooLargeException: 1.2 MB',
    });
    expect(failed.detail).toBe('task 0 failed: RecordTooLargeException: 1.2 MB');
  });
});

describe('the action of the watch', () => {
  const done = (change: Partial<ConnectorFacts>, stored: ConnectorReading['stored']): string | null => {
    const facts = { ...WELL, ...change };
    return remedyFor(classifyConnector(facts), { ...facts, now_ms: 0, stored });
  };

  it.each<[string, Partial<ConnectorFacts>, string | null]>([
    ['nothing, while it is well', {}, null],
    ['a failed task is started again', { connect: task('FAILED') }, 'restart'],
    ['so is a failed connector', { connect: { ...RUNNING, state: 'FAILED' } }, 'restart'],
    [
      'and one that failed often',
      { connect: task('FAILED'), failures: 9, last_failure_age_ms: 0 },
      'restart',
    ],
    ['not one that runs again', { failures: 9, last_failure_age_ms: 0 }, null],
    ['not while its slot is gone', { connect: task('FAILED'), slot: null }, null],
    ['not while its slot is lost', { connect: task('FAILED'), slot: slot({ wal_status: 'lost' }) }, null],
    [
      'not on another server',
      { connect: task('FAILED'), server: { ...SERVER, now: { ...THIS_SERVER, timeline: 2 } } },
      null,
    ],
    ['not what somebody has stopped', { connect: { ...RUNNING, state: 'STOPPED', tasks: [] } }, null],
    ['one that is ahead is stopped', { stored_lsn: 6_000n }, 'stop'],
    ['also a failed one', { stored_lsn: 6_000n, connect: task('FAILED') }, 'stop'],
    ['once', { stored_lsn: 6_000n, connect: { ...RUNNING, state: 'STOPPED', tasks: [] } }, null],
    ['nothing where Connect gives no answer', { stored_lsn: 6_000n, connect: 'unreachable' }, null],
  ])('%s', (_case, change, remedy) =>
    expect(done(change, { lsn: change.stored_lsn ?? 0n, changed_at_ms: null })).toBe(remedy),
  );

  it.each<[string, Partial<ConnectorFacts>, ConnectorReading['stored'], string | null]>([
    // facts with what is remembered, what Connect said in this very look, what is done
    [
      'nothing for an offset that is only remembered: it may be deleted by now',
      { stored_lsn: 6_000n },
      'not_asked',
      null,
    ],
    [
      'nor for one that is at the end of the WAL by now',
      { stored_lsn: 6_000n },
      { lsn: 5_000n, changed_at_ms: null },
      null,
    ],
    ['one byte beyond it is ahead', { stored_lsn: 6_000n }, { lsn: 5_001n, changed_at_ms: null }, 'stop'],
    [
      'a slot at the end of the WAL is not ahead',
      { stored_lsn: 6_000n, slot: slot({ confirmed_lsn: 5_000n }) },
      'not_asked',
      null,
    ],
    ['one whose slot is ahead is stopped', { slot: slot({ confirmed_lsn: 6_000n }) }, 'not_asked', 'stop'],
    [
      'also where its offset was deleted',
      { slot: slot({ confirmed_lsn: 6_000n }), stored_lsn: null },
      null,
      'stop',
    ],
  ])('%s', (_case, change, stored, remedy) => expect(done(change, stored)).toBe(remedy));
});

describe('the runbook and the connectors', () => {
  const runbook = readFileSync('docs/runbooks/10-connector-down.md', 'utf8');

  it.each(REASONS.filter((reason) => !['heartbeat_received', 'starting'].includes(reason)))(
    'has a step for %s',
    (reason) => {
      expect(runbook).toContain(`\`${reason}\``);
    },
  );

  it('are those of debezium/, and each checks for its slot before it uses it', () => {
    const files = CONNECTORS.map(
      ({ name }) =>
        JSON.parse(readFileSync(`debezium/${name}.json`, 'utf8')) as {
          name: string;
          config: Record<string, string>;
        },
    );
    expect(
      files.map(({ name, config }) => [name, config['slot.name'], config['database.initial.statements']]),
    ).toEqual(
      CONNECTORS.map(({ name, slot_name }) => [
        name,
        slot_name,
        `SELECT require_capture_slot('${slot_name}')`,
      ]),
    );
  });
});
