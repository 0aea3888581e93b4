import { expect, it } from '@jest/globals';
import { type Runs } from '../requests/runs.js';
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
