import { describe, expect, it } from '@jest/globals';
import { RunAbortedError, RunControl } from '../../../engine/run-control.js';
import { UnitControl } from './unit-control.js';

describe('the control of a unit', () => {
  it('ends the unit alone', async () => {
    const run = new RunControl();
    const [unit, other] = [new UnitControl(run), new UnitControl(run)];
    unit.aborted = 'lost';
    await expect(unit.waitWhilePaused()).rejects.toThrow(RunAbortedError);
    await expect(unit.acquireTokens(1)).rejects.toThrow('lost');
    expect(await other.acquireTokens(1)).toBeUndefined();
  });

  it('ends with the run', async () => {
    const run = new RunControl();
    run.aborted = 'by ada';
    await expect(new UnitControl(run).acquireTokens(1)).rejects.toThrow('by ada');
  });

  it('waits while the run is paused', async () => {
    const run = new RunControl();
    run.paused = true;
    const steps: string[] = [];
    const waiting = new UnitControl(run).acquireTokens(1).then(() => steps.push('read'));
    await new Promise(setImmediate);
    steps.push('resumed');
    run.paused = false;
    await waiting;
    expect(steps).toEqual(['resumed', 'read']);
  });

  it('counts what it read, for the run too', () => {
    const run = new RunControl('r');
    const [unit, other] = [new UnitControl(run), new UnitControl(run)];
    unit.countRead(3);
    other.countRead(4);
    expect([unit.progress().events_read, run.progress().events_read, unit.recovery_id]).toEqual([3, 7, 'r']);
  });
});
