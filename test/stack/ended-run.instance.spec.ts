import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive, readRuntime, type Runtime, runtimeFile } from '@stockproof/embedded';
import { eventually } from '@stockproof/testing';

/** Longer than this spec takes. */
const SPEC = 'test/e2e/kills';
const STARTED_WITHIN_MS = 300_000;
const SIGTERM_CODE = 143;

describe('a test run that is ended by SIGTERM', () => {
  let folder = '';
  let run: ChildProcess;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ended-run-'));
    const ours = ['STOCKPROOF_', 'JEST_', 'NODE_OPTIONS'];
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !ours.some((begin) => name.startsWith(begin))),
    );
    run = spawn(process.execPath, ['dist/tools/verify/main.js', SPEC, '--selectProjects', 'stack'], {
      stdio: 'ignore',
      env: { ...env, TMPDIR: folder },
    });
  });
  afterEach(() => {
    run.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** The record of its stack, once it exists. */
  function runtimeOnce(holds: (runtime: Runtime) => boolean): Promise<Runtime> {
    return eventually(async () => {
      const home = readdirSync(folder).find((name) => name.startsWith('stockproof-test-')) ?? '';
      const runtime = readRuntime(runtimeFile(join(folder, home)));
      if (runtime === null || !holds(runtime)) throw new Error('not yet');
      return runtime;
    }, STARTED_WITHIN_MS);
  }

  it.each<[string, (runtime: Runtime) => boolean]>([
    ['while its stack starts', ({ parts }) => Object.values(parts).some(({ pid }) => pid !== null)],
    ['while its tests run', ({ ready }) => ready],
  ])(
    '%s leaves no process and no folder',
    async (_when, holds) => {
      const before = await runtimeOnce(holds);
      const ended = new Promise((done) => run.once('exit', done));
      run.kill('SIGTERM');
      expect(await ended).toBe(SIGTERM_CODE);
      const pids = [before.supervisor_pid, ...Object.values(before.parts).map(({ pid }) => pid)];
      await eventually(async () => expect(pids.filter((pid) => isAlive(pid))).toEqual([]));
      expect(readdirSync(folder).filter((name) => name.startsWith('stockproof-'))).toEqual([]);
    },
    600_000,
  );
});
