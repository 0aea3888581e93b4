import { expect, it } from '@jest/globals';
import type { ConnectorReport, Reason } from '@stockproof/connectors';
import { partOf } from '@stockproof/testing/kit';
import { restartByHand } from './restart-by-hand.js';

const report = (reason: Reason): ConnectorReport[] => [
  partOf<ConnectorReport>({ name: 'c', state: 'down', reason, detail: 'd' }),
];

it.each<[string, string, ConnectorReport[], Error | null, [number, string] | null]>([
  ['its task failed', 'c', report('task_failed'), null, null],
  ['everything says RUNNING and nobody reads its slot', 'c', report('slot_inactive'), null, null],
  ['it is well', 'c', report('heartbeat_received'), null, null],
  ['its slot is lost', 'c', report('slot_lost'), null, [409, 'not_restartable']],
  ['nobody knows it', 'd', report('task_failed'), null, [404, 'unknown_connector']],
  ['before the first check', 'c', [], null, [503, 'connector_not_checked']],
  ['Connect is away', 'c', report('task_failed'), new Error('away'), [503, 'connect_unavailable']],
])('a connector is restarted by a person: %s', async (_case, name, reports, failed, refused) => {
  const restarted: string[] = [];
  const restart = async (one: string): Promise<void> => {
    if (failed !== null) throw failed;
    restarted.push(one);
  };
  const done = restartByHand({ reports: () => reports, restart }, ['c'], name).then(
    () => null,
    ({ status, code }: { status: number; code: string }) => [status, code],
  );
  expect(await done).toEqual(refused);
  expect(restarted).toEqual(refused === null ? ['c'] : []);
});
