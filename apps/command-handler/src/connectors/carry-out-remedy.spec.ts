import { describe, expect, it } from '@jest/globals';
import { securityRecords } from '@stockproof/testing';
import { carryOutRemedy } from './carry-out-remedy.js';

const quiet = { warn: () => undefined };

describe('an automatic action of the connector watch', () => {
  it.each([
    ['restart', 'task_failed', 'restart_connector'],
    ['stop', 'lsn_ahead_of_server', 'stop_connector'],
  ] as const)('%s is an act of the service, before and after it', async (remedy, reason, action) => {
    const log = securityRecords();
    const seen: string[] = [];
    await carryOutRemedy(log, quiet)({ name: 'c', remedy, reason }, async () => {
      seen.push(...log.events.map(({ outcome }) => outcome));
    });
    const act = {
      action,
      actor: 'service command-handler',
      target: 'c',
      reason,
      address: null,
      detail: null,
    };
    expect(seen).toEqual(['attempted']);
    expect(log.events).toEqual([
      { ...act, outcome: 'attempted' },
      { ...act, outcome: 'done' },
    ]);
  });

  it('that Connect refuses is recorded as refused, and reported to the watch', async () => {
    const log = securityRecords();
    const carryOut = carryOutRemedy(log, quiet);
    const refused = () => Promise.reject(new Error('Connect answers 409'));
    await expect(carryOut({ name: 'c', remedy: 'restart', reason: 'task_failed' }, refused)).rejects.toThrow(
      '409',
    );
    expect(log.events.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['attempted', null],
      ['failed', 'Connect answers 409'],
    ]);
  });
});
