import { describe, expect, it } from '@jest/globals';
import { causeOf } from '../connect/connect-api.js';
import type { ConnectStatus, Server, Slot } from './connector-facts.js';
import { addReading, addRestart, factsOf, type ConnectorReading, newHistory } from './connector-history.js';
import { isRestartDue, restartAfterMs } from './restart-backoff.js';

const status = (state: string, error: string | null = null): ConnectStatus => ({
  state: 'RUNNING',
  tasks: [{ id: 0, state }],
  error,
});
const slotAt = (confirmed_lsn: bigint): Slot => ({
  slot_name: 's',
  active: true,
  wal_status: 'reserved',
  safe_wal_size: null,
  invalidation_reason: null,
  confirmed_lsn,
  lag_bytes: 0,
});
const THIS_SERVER = { system_identifier: '77', timeline: 1 };
const SERVER: Server = { now: THIS_SERVER, accepted: THIS_SERVER, wal_lsn: 99n };
const reading = (now_ms: number, change: Partial<ConnectorReading> = {}): ConnectorReading => ({
  now_ms,
  connect: status('RUNNING'),
  server: SERVER,
  slot: slotAt(10n),
  stored: 'not_asked',
  ...change,
});
const after = (...readings: ConnectorReading[]): ReturnType<typeof factsOf> => {
  const last = readings.at(-1) ?? reading(0);
  return factsOf(readings.reduce(addReading, newHistory(readings[0]?.now_ms ?? 0)), last);
};

describe('the age of the heartbeat', () => {
  it.each<[string, ConnectorReading[], number | null]>([
    ['nothing is known', [reading(1_000)], null],
    ['one check alone tells no movement', [reading(1_000, { slot: slotAt(11n) })], null],
    ['the slot stands', [reading(1_000), reading(9_000)], null],
    [
      'the slot moved on, then stood',
      [reading(1_000), reading(3_000, { slot: slotAt(11n) }), reading(9_000, { slot: slotAt(11n) })],
      6_000,
    ],
    ['the slot went back', [reading(1_000), reading(3_000, { slot: slotAt(9n) })], null],
    ['the stored offset says when', [reading(9_000, { stored: { lsn: 1n, changed_at_ms: 2_000 } })], 7_000],
    [
      'the slot was made again, further on',
      [reading(1_000), reading(3_000, { slot: null }), reading(5_000, { slot: slotAt(50n) })],
      null,
    ],
    [
      'the database was unavailable in between',
      [
        reading(1_000),
        reading(3_000, { server: 'unreadable', slot: null }),
        reading(5_000, { slot: slotAt(11n) }),
      ],
      0,
    ],
    [
      'the newer of both',
      [reading(1_000), reading(9_000, { slot: slotAt(11n), stored: { lsn: 1n, changed_at_ms: 2_000 } })],
      0,
    ],
    [
      'an older offset takes nothing back',
      [
        reading(5_000, { stored: { lsn: 1n, changed_at_ms: 4_000 } }),
        reading(9_000, { stored: { lsn: 1n, changed_at_ms: 2_000 } }),
      ],
      5_000,
    ],
    ['the server’s clock is ahead', [reading(5_000, { stored: { lsn: 1n, changed_at_ms: 60_000 } })], 0],
    [
      'and the offset stands',
      [
        reading(5_000, { stored: { lsn: 1n, changed_at_ms: 60_000 } }),
        reading(9_000),
        reading(20_000, { stored: { lsn: 1n, changed_at_ms: 60_000 } }),
      ],
      15_000,
    ],
    [
      'and the offset moves on',
      [
        reading(5_000, { stored: { lsn: 1n, changed_at_ms: 60_000 } }),
        reading(20_000, { stored: { lsn: 2n, changed_at_ms: 61_000 } }),
      ],
      0,
    ],
    [
      'this clock is set back',
      [reading(60_000, { stored: { lsn: 1n, changed_at_ms: 59_000 } }), reading(5_000), reading(20_000)],
      15_000,
    ],
  ])('%s', (_case, readings, age_ms) => expect(after(...readings).heartbeat_age_ms).toBe(age_ms));
});

describe('the stored position', () => {
  const raised = { lsn: 99n, changed_at_ms: null };
  it.each<[string, ConnectorReading[], bigint | null]>([
    ['is remembered where it is not asked', [reading(1, { stored: raised }), reading(2)], 99n],
    ['is gone when it was deleted', [reading(1, { stored: raised }), reading(2, { stored: null })], null],
  ])('%s', (_case, readings, lsn) => expect(after(...readings).stored_lsn).toBe(lsn));
});

describe('failures', () => {
  const failed = (now_ms: number): ConnectorReading =>
    reading(now_ms, { connect: status('FAILED', 'too large') });
  it.each<[string, ConnectorReading[], number, number | null]>([
    ['none', [reading(1_000)], 0, null],
    ['one that lasts is one', [failed(1_000), failed(3_000)], 1, 2_000],
    ['again after it ran', [failed(1_000), reading(3_000), failed(5_000)], 2, 0],
    ['forgotten after ten minutes', [failed(1_000), reading(3_000), reading(601_000)], 0, null],
  ])('%s', (_case, readings, failures, last_failure_age_ms) =>
    expect(after(...readings)).toMatchObject({ failures, last_failure_age_ms }),
  );

  it('that are restarted and found again are counted as another one, though no run was seen', () => {
    const history = addReading(addRestart(addReading(newHistory(0), failed(1_000)), 1_500), failed(3_000));
    expect(factsOf(history, failed(3_000))).toMatchObject({ failures: 2, last_error: 'too large' });
    expect(history.restarts_total).toBe(1);
  });
});

describe('the backoff', () => {
  it.each([
    [0, 0],
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [4, 16_000],
    [6, 64_000],
    [7, 120_000],
    [40, 120_000],
  ])('after %i restarts in a row is %i ms', (in_a_row, ms) => expect(restartAfterMs(in_a_row)).toBe(ms));

  it.each<[string, number, number | null, number, boolean]>([
    ['the first at once', 0, null, 0, true],
    ['not before its time', 3, 1_000, 8_999, false],
    ['in its time', 3, 1_000, 9_000, true],
    ['the clock was set back since', 3, 9_000, 8_999, true],
  ])('%s', (_case, in_a_row, last_at_ms, now_ms, due) =>
    expect(isRestartDue({ in_a_row, last_at_ms }, now_ms)).toBe(due),
  );

  it.each<[string, number, number]>([
    ['short of stable: it goes on growing', 29_999, 2],
    ['stable: it begins again', 30_000, 0],
  ])('a run %s', (_case, ran_ms, in_a_row) => {
    const failed = reading(1_000, { connect: status('FAILED') });
    const twice = addRestart(addRestart(addReading(newHistory(0), failed), 1_000), 2_000);
    const again = addReading(twice, { ...failed, now_ms: 2_000 + ran_ms });
    expect(again.restarts.in_a_row).toBe(in_a_row);
  });
});

it.each<[string, string, string]>([
  ['one line', 'org.x.Y: why', 'org.x.Y: why'],
  [
    'a cause below',
    'org.x.Y: why\n\tat a.b\nCaused by: Z: first\n\tat c\nCaused by: SQL: slot_lost: gone\n  Where: f',
    'org.x.Y: why <- SQL: slot_lost: gone',
  ],
])('a stack trace is shortened to one line: %s', (_case, trace, line) => expect(causeOf(trace)).toBe(line));
