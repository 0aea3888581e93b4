import { afterEach, expect, it, jest } from '@jest/globals';
import { RunControl } from '../engine/run-control.js';
import { startNotingProgress } from './note-progress.js';

afterEach(() => {
  jest.useRealTimers();
});

it('the progress of a run is stored once a second while it changes, and tried again if that failed', async () => {
  jest.useFakeTimers();
  const noted: unknown[] = [];
  let away = false;
  const noteProgress = async (_lease: unknown, progress: object): Promise<void> => {
    if (away) throw new Error('away');
    const { step, limited_to_events_per_second } = progress as Record<string, unknown>;
    noted.push([step, limited_to_events_per_second]);
  };
  const control = new RunControl();
  const lease = { recovery_id: 'rec-1', holder: 'me', epoch: 1, lease_ms: 1_000 };
  const stop = startNotingProgress({ noteProgress }, lease, control);
  await jest.advanceTimersByTimeAsync(999);
  expect(noted).toEqual([]);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(noted).toEqual([['queued', null]]);
  control.reportProgress({ step: 'replay' });
  control.max_events_per_s = 25_000;
  away = true;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(noted).toHaveLength(1);
  away = false;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(noted.slice(1)).toEqual([['replay', 25_000]]);
  await stop();
  control.reportProgress({ step: 'seal' });
  await jest.advanceTimersByTimeAsync(5_000);
  expect(noted).toHaveLength(2);
});
