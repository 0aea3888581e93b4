import { expect, it } from '@jest/globals';
import { type ConnectorReport, CONNECTORS } from '@stockproof/connectors';
import { connectorHealth } from './connector-health.js';

const [FIRST] = CONNECTORS;
const report = (change: Partial<ConnectorReport>): ConnectorReport =>
  ({
    ...FIRST,
    state: 'down',
    reason: 'slot_missing',
    detail: 'there is no slot',
    since_ms: 0,
    checked_at_ms: 10_000,
    ...change,
  }) as ConnectorReport;

it.each<[string, ConnectorReport[], boolean]>([
  ['before the first check', [], true],
  ['it moves', [report({ state: 'healthy' })], true],
  ['it is behind', [report({ state: 'degraded' })], true],
  ['it has been down for less than ten seconds', [report({ checked_at_ms: 9_999 })], true],
  ['it has been down for ten seconds', [report({})], false],
  ['it has been stalled for ten seconds', [report({ state: 'stalled' })], false],
])('a service is ready if its connector works or has not failed for long: %s', (_case, reports, ready) => {
  const health = connectorHealth({ reports: () => reports });
  expect(Object.keys(health)).toEqual(CONNECTORS.map(({ name }) => name));
  const said = health[FIRST?.name ?? '']?.();
  expect(said).toEqual(
    ready
      ? null
      : expect.stringMatching(/^(down|stalled), slot_missing\. Blocked behind it: .*\w.*runbooks\/10/),
  );
  expect(String(said)).not.toContain('there is no slot');
  for (const { name } of CONNECTORS.slice(1)) expect(health[name]?.()).toBeNull();
});
