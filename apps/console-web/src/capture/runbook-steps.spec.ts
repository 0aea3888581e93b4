import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runbookSteps } from './runbook-steps.js';

const runbook = readFileSync('docs/runbooks/10-connector-down.md', 'utf8');
const reasons = [...runbook.matchAll(/^\| (`[a-z_`, ]+`) \|/gm)].flatMap(([, names = '']) =>
  [...names.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name),
);

describe('the steps of runbook 10', () => {
  it('has reasons', () => expect(reasons.length).toBeGreaterThan(10));

  it.each(reasons)('are there for %s', (reason) => {
    expect(runbookSteps('postgres-outbox-connector', reason)).not.toEqual([]);
  });

  it.each(['heartbeat_received', 'starting'])('are none where nothing is to do: %s', (reason) => {
    expect(runbookSteps('postgres-outbox-connector', reason)).toEqual([]);
  });

  it('name the connector in the command', () => {
    expect(runbookSteps('postgres-stock-connector', 'slot_lost').map(({ command }) => command)).toEqual([
      'npm run -s stockproof -- connector reset-offsets postgres-stock-connector --reason TEXT',
      null,
      'npm run -s stockproof -- recovery run --contract inventory-stock-tables --scope all --mode repair',
    ]);
  });
});
