import { describe, expect, it } from '@jest/globals';
import { type ConnectorReport, REASONS, STATES } from '@stockproof/connectors';
import type { Telemetry } from '@stockproof/telemetry';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { observeConnectors } from './connector-metrics.js';

const SLOT = {
  slot_name: 's',
  active: true,
  wal_status: 'extended',
  safe_wal_size: 77,
  invalidation_reason: null,
  confirmed_lsn: 1n,
  lag_bytes: 0,
};
const FACTS = {
  connect: { state: 'RUNNING', tasks: [{ id: 0, state: 'RUNNING' }], error: null },
  server: { wal_lsn: 1n },
  slot: SLOT,
  stored_lsn: null,
  heartbeat_age_ms: 1_500,
  watched_ms: 0,
  failures: 0,
  last_failure_age_ms: null,
  last_error: null,
};
const report = (change: object = {}, facts: object = {}): ConnectorReport =>
  partOf<ConnectorReport>({
    name: 'c',
    state: 'healthy',
    reason: REASONS[0],
    restarts: 2,
    failures: 3,
    ...change,
    facts: { ...FACTS, ...facts },
  });

/** `name{labels} value` of every series, without those of the states that do not hold unless asked for. */
async function seriesOf(reports: ConnectorReport[]): Promise<string[]> {
  const { meter, observed } = recordingMeter();
  const counter = (name: string) => meter.createObservableGauge(name);
  observeConnectors(partOf<Telemetry>({ meter: { ...meter, createObservableCounter: counter } }), {
    reports: () => reports,
  });
  return (await observed()).map(
    ([name, value, labels]) =>
      `${name.replace('stockproof_', '')}{${Object.entries(labels)
        .map(([key, of]) => `${key}=${String(of)}`)
        .join(' ')}} ${value}`,
  );
}

const holding = (series: string[], name: string): string[] =>
  series.filter((one) => one.startsWith(`${name}{`) && !one.endsWith(' 0'));

describe('the metrics of a connector', () => {
  it.each<[string, ConnectorReport, string, string[]]>([
    [
      'the age of its newest change, in seconds',
      report(),
      'connector_heartbeat_age_seconds',
      ['connector_heartbeat_age_seconds{connector=c} 1.5'],
    ],
    [
      'no age where none is known',
      report({}, { heartbeat_age_ms: null }),
      'connector_heartbeat_age_seconds',
      [],
    ],
    ['its task', report(), 'connector_task_up', ['connector_task_up{connector=c task=0} 1']],
    ['not a task that runs while nothing arrives', report({ state: 'stalled' }), 'connector_task_up', []],
    [
      'not a task that failed',
      report({}, { connect: { state: 'RUNNING', tasks: [{ id: 0, state: 'FAILED' }] } }),
      'connector_task_up',
      [],
    ],
    ['the room of its slot', report(), 'slot_safe_wal_bytes', ['slot_safe_wal_bytes{connector=c} 77']],
    [
      'no room where there is no limit',
      report({}, { slot: { ...SLOT, safe_wal_size: null } }),
      'slot_safe_wal_bytes',
      [],
    ],
    [
      'the state of its slot',
      report(),
      'slot_wal_status',
      ['slot_wal_status{connector=c wal_status=extended} 1'],
    ],
    [
      'a slot that is missing',
      report({}, { slot: null }),
      'slot_wal_status',
      ['slot_wal_status{connector=c wal_status=missing} 1'],
    ],
    [
      'not that it is missing while nobody can look',
      report({}, { slot: null, server: 'unreadable' }),
      'slot_wal_status',
      [],
    ],
    ['a slot that is sound', report(), 'slot_invalidated', []],
    [
      'why its slot is lost',
      report({}, { slot: { ...SLOT, invalidation_reason: 'wal_removed' } }),
      'slot_invalidated',
      ['slot_invalidated{connector=c reason=wal_removed} 1'],
    ],
    ['its restarts', report(), 'connector_restarts', ['connector_restarts{connector=c} 2']],
    ['its failures', report(), 'connector_failures', ['connector_failures{connector=c} 3']],
  ])('%s', async (_case, one, name, series) => expect(holding(await seriesOf([one]), name)).toEqual(series));

  it('have one state and one reason at a time, and a series for each possible one', async () => {
    const series = await seriesOf([report({ state: 'down', reason: 'slot_missing' })]);
    expect(holding(series, 'connector_state')).toEqual(['connector_state{connector=c state=down} 1']);
    expect(holding(series, 'connector_reason')).toEqual([
      'connector_reason{connector=c reason=slot_missing} 1',
    ]);
    expect(series.filter((one) => one.startsWith('connector_state{'))).toHaveLength(STATES.length);
    expect(series.filter((one) => one.startsWith('connector_reason{'))).toHaveLength(REASONS.length);
  });

  it('have a series that raises an alarm for a connector without tasks', async () => {
    for (const connect of ['missing', { state: 'RUNNING', tasks: [] }]) {
      expect(
        (await seriesOf([report({ state: 'down' }, { connect })])).filter((one) =>
          one.startsWith('connector_task_up'),
        ),
      ).toEqual(['connector_task_up{connector=c task=0} 0']);
    }
  });
});
