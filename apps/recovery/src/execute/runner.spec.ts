import { expect, it } from '@jest/globals';
import { initialRun, type RunState } from '@stockproof/recovery-run';
import { eventually } from '@stockproof/testing';
import { LeaseLostError, type Runs } from '../requests/runs.js';
import { Runner, type RunnerOptions } from './runner.js';

// Found by the simulation: a database that was away when a dead process' run was taken up left it lying for good.
it('can take up a run that it failed to take up before', async () => {
  const asked: string[] = [];
  const runs = {
    load: (recovery_id: string) => {
      asked.push(recovery_id);
      return asked.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve({ state: { request: null } });
    },
    lease: () => Promise.resolve(null),
  } as unknown as Runs;
  const runner = new Runner({ runs, lease_ms: 1_000 } as RunnerOptions);
  await expect(runner.takeUp('rec-1')).rejects.toThrow('away');
  expect(await runner.takeUp('rec-1')).toBe(false);
  expect(asked).toEqual(['rec-1', 'rec-1']);
});

it('hears with its next renewal what another process wrote down', async () => {
  let written = { state: { ...initialRun(), status: 'running' } as RunState, version: 2, history: [] };
  let end: (error: Error) => void = () => undefined;
  const runs = {
    load: () => Promise.resolve(written), renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 20 }),
    // The run lasts until the test ends it.
    act: () => new Promise((_done, fail) => (end = fail)),
  } as unknown as Runs;
  const runner = new Runner({ runs, lease_ms: 20 } as RunnerOptions);
  expect(await runner.takeUp('rec-1')).toBe(true);
  written = { ...written, state: { ...written.state, status: 'paused', rate_limit_events_per_second: 7 }, version: 4 };
  await eventually(async () => expect(runner.control('rec-1')).toMatchObject({ paused: true, rate: 7 }));
  end(new LeaseLostError('the test ends'));
  await runner.stop();
});

it('leaves a run that its code may not go on with, and says so', async () => {
  const failed = { ...initialRun(), status: 'failed', reason: 'approved for code version v' } as RunState;
  const asked: object[] = [];
  const said: unknown[] = [];
  const runs = {
    load: () => Promise.resolve({ state: failed, version: 1, history: [] }), renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
    act: (_id: string, command: object) => {
      asked.push(command);
      return Promise.resolve(failed);
    },
  } as unknown as Runs;
  const runner = new Runner({ runs, lease_ms: 1_000, code_version: 'w', logger: { error: (facts: unknown) => said.push(facts) } } as unknown as RunnerOptions);
  await runner.takeUp('rec-1');
  await runner.stop();
  expect(asked).toEqual([{ type: 'take_up', by: 'system', epoch: 1, code_version: 'w' }]);
  expect(said).toEqual([{ recovery_id: 'rec-1', reason: failed.reason }]);
});
