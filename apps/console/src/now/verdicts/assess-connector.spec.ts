import { describe, expect, it } from '@jest/globals';
import type { ConnectorRead } from '../sources/answers.js';
import { assessConnector } from './assess-connector.js';

const NAME = 'postgres-outbox-connector';
const moving: ConnectorRead = {
  name: NAME,
  slot_name: 'debezium_outbox_slot',
  state: 'healthy',
  reason: 'heartbeat_received',
  detail: 'a heartbeat arrived 2 s ago',
  blocked: null,
  heartbeat_age_ms: 2_000,
  restarts: 0,
  last_error: null,
  connect: { state: 'RUNNING' },
  slot: { active: true, lag_bytes: 100 },
};
const unread = { active: false, lag_bytes: 30_700_000 };
const too_large = 'RecordTooLargeException: 1200681 bytes, larger than 1048576';

describe('a connector that', () => {
  it.each<[string, Partial<ConnectorRead>, number, string, (string | RegExp)[]]>([
    ['moves', {}, 0, 'ok', []],
    ['was restarted once and moves', {}, 1, 'ok', []],
    [
      'is RUNNING whenever it is asked, and dies on the same record (the night of the large dead letter)',
      { slot: unread, last_error: too_large },
      9,
      'stopped',
      [
        'Connect says RUNNING, and it was restarted 9 times within 5 minutes',
        'Connect says RUNNING, and nobody reads its slot debezium_outbox_slot: 30700000 bytes wait',
        `its last error: ${too_large}`,
      ],
    ],
    ['reads its slot for a moment between two deaths', {}, 2, 'stopped', [/restarted 2 times/]],
    ['is RUNNING and does not read its slot', { slot: unread }, 0, 'stopped', [/nobody reads its slot/]],
    [
      'starts, and does not read its slot yet',
      { state: 'degraded', reason: 'starting', detail: 'it starts', slot: unread },
      0,
      'late',
      ['it starts'],
    ],
    [
      'starts again and again',
      { state: 'degraded', reason: 'starting', detail: 'it starts', slot: unread },
      3,
      'stopped',
      ['it starts', /restarted 3 times/],
    ],
    [
      'is down, with what waits behind it',
      {
        state: 'down',
        detail: `a task failed: ${too_large}`,
        last_error: too_large,
        blocked: 'dead letters',
      },
      0,
      'stopped',
      [`a task failed: ${too_large}`, 'behind it wait dead letters'],
    ],
    ['brings nothing', { state: 'stalled', detail: 'no heartbeat' }, 0, 'stopped', ['no heartbeat']],
    ['is behind', { state: 'degraded', detail: 'it lags' }, 0, 'late', ['it lags']],
    [
      'cannot be checked',
      { state: 'unknown', detail: 'PostgreSQL does not answer', slot: unread },
      0,
      'unknown',
      ['PostgreSQL does not answer'],
    ],
  ])('%s', (_what, change, restarts, verdict, why) => {
    const found = assessConnector(NAME, { ...moving, ...change }, restarts);
    expect(found.verdict).toBe(verdict);
    expect(found.why).toEqual(
      why.map((one) =>
        typeof one === 'string' ? `${NAME}: ${one}.` : (expect.stringMatching(one) as unknown),
      ),
    );
  });

  it('was not checked yet is unknown', () =>
    expect(assessConnector(NAME, undefined, 0)).toEqual({
      verdict: 'unknown',
      why: [`${NAME}: the command handler has not checked it yet.`],
    }));

  it('has an endless error is described by its beginning', () => {
    const last_error = `${'x'.repeat(1_000)}\nat java`;
    const { why } = assessConnector(NAME, { ...moving, slot: unread, last_error }, 0);
    expect(why.at(-1)?.length).toBeLessThan(400);
    expect(why.at(-1)).not.toContain('java');
  });
});
