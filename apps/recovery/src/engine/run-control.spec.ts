import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { initialRun } from '@stockproof/recovery-run';
import { RunAbortedError, RunControl } from './run-control.js';

/** How long it takes to spend these, ms. */
async function spending(control: RunControl, ...events: readonly number[]): Promise<number> {
  const began_ms = performance.now();
  for (const one of events) await control.acquireTokens(one);
  return performance.now() - began_ms;
}

describe('RunControl', () => {
  it('lets steps pass that are neither paused nor aborted', async () =>
    expect(await new RunControl().waitWhilePaused()).toBeUndefined());

  it('has no progress before it begins', () =>
    expect(new RunControl().progress()).toEqual({
      step: 'queued',
      events_total: 0,
      events_read: 0,
      events_per_second: 0,
      repairs_sent: 0,
      repairs_applied: 0,
      units_total: 0,
      units_done: 0,
    }));

  it('blocks a paused run until it is resumed', async () => {
    const control = new RunControl();
    control.paused = true;
    let passed = false;
    const waiting = control.waitWhilePaused().then(() => (passed = true));
    await turn();
    expect(passed).toBe(false);
    control.paused = false;
    await waiting;
    expect(passed).toBe(true);
  });

  it('ends an aborted run, also a paused one, with the reason', async () => {
    const control = new RunControl();
    control.paused = true;
    const waiting = control.waitWhilePaused();
    control.aborted = 'no longer wanted';
    await expect(waiting).rejects.toThrow(new RunAbortedError('no longer wanted'));
    await expect(control.acquireTokens(1)).rejects.toThrow(RunAbortedError);
  });

  it.each<[string, number | null, number | null]>([
    ['its rate', 1_000, null],
    ['the ceiling', null, 1_000],
    ['the lower of both', 1_000, 1_000_000],
    ['the lower, the other way', 1_000_000, 1_000],
  ])('is no faster than %s', async (_name, rate, max_events_per_s) => {
    const control = Object.assign(new RunControl(), { rate, max_events_per_s });
    // 300 events at 1,000 a second, of which a tenth of a second may be saved up.
    expect(await spending(control, 100, 100, 100)).toBeGreaterThanOrEqual(190);
  });

  it('owes no waiting time for events read without a limit', async () => {
    const control = new RunControl();
    await control.acquireTokens(1_000_000);
    control.rate = 1_000;
    expect(
      await Promise.race([
        control.acquireTokens(1).then(() => 'read'),
        new Promise((done) => setTimeout(done, 5_000, 'still waits').unref()),
      ]),
    ).toBe('read');
  });

  it('continues at once when a limit is removed', async () => {
    const control = new RunControl();
    control.rate = 1;
    const waiting = control.acquireTokens(1_000);
    await turn();
    control.rate = null;
    await waiting;
  });

  it('applies the newest state of the history, and no older reading after it', () => {
    const [control, state] = [new RunControl(), initialRun()];
    control.applyState({
      state: { ...state, status: 'running', rate_limit_events_per_second: 50 },
      version: 3,
    });
    expect(control).toMatchObject({ paused: false, rate: 50, aborted: null });
    control.applyState({
      state: { ...state, status: 'paused', rate_limit_events_per_second: null },
      version: 5,
    });
    expect(control).toMatchObject({ paused: true, rate: null, aborted: null });
    control.applyState({ state: { ...state, status: 'running' }, version: 4 });
    expect(control.paused).toBe(true);
    control.applyState({ state: { ...state, status: 'aborted', reason: 'enough' }, version: 6 });
    control.applyState({ state: { ...state, status: 'running' }, version: 7 });
    expect(control).toMatchObject({ paused: false, aborted: 'enough' });
  });

  it('keeps the first reason to end', () => {
    const control = new RunControl();
    control.aborted = 'the service stops';
    control.applyState({ state: { ...initialRun(), status: 'aborted', reason: 'enough' }, version: 1 });
    expect(control.aborted).toBe('the service stops');
  });

  it('reports progress', () => {
    const control = new RunControl();
    control.reportProgress({ step: 'replay', events_read: 5 });
    control.reportProgress({ events_read: 7 });
    expect(control.progress()).toMatchObject({ step: 'replay', events_read: 7, events_total: 0 });
  });
});
