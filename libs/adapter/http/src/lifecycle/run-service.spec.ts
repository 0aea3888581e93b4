import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '@stockproof/telemetry';
import { partOf } from '@stockproof/testing/kit';
import { type RunningService, runService } from './run-service.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'unhandledRejection', 'uncaughtException'] as const;

describe('the life of a process', () => {
  let exits: unknown[];
  let before: Map<string, Function[]>;
  const logger = partOf<Logger>(
    Object.fromEntries(['info', 'warn', 'error', 'fatal'].map((level) => [level, () => undefined])),
  );

  beforeEach(() => {
    jest.useFakeTimers();
    exits = [];
    // A process exits once; here it lives on, and the first word counts.
    jest.spyOn(process, 'exit').mockImplementation(((code) => exits.push(code)) as typeof process.exit);
    before = new Map(SIGNALS.map((name) => [name, process.listeners(name as 'SIGINT')]));
  });
  afterEach(() => {
    for (const name of SIGNALS) {
      for (const listener of process.listeners(name as 'SIGINT'))
        if (!before.get(name)?.includes(listener)) process.off(name, listener);
    }
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** A service whose drain ends after so long, or in an error; null: never. */
  const service = (drain_ms: number | null, error: Error | null = null): RunningService => ({
    stop: () =>
      new Promise((done, fail) => {
        if (drain_ms !== null) setTimeout(() => (error === null ? done() : fail(error)), drain_ms);
      }),
  });
  type Cause = (fail: (cause: Error) => void) => void;
  const signal: Cause = () => process.listeners('SIGTERM').at(-1)?.('SIGTERM');
  const interrupt: Cause = () => process.listeners('SIGINT').at(-1)?.('SIGINT');
  const reported: Cause = (fail) => fail(new Error('cannot go on'));
  const rejected: Cause = () =>
    process.listeners('unhandledRejection').at(-1)?.(new Error('nobody caught it'), Promise.resolve());
  const thrown: Cause = () =>
    process.listeners('uncaughtException').at(-1)?.(new Error('nobody caught it'), 'uncaughtException');

  it.each<[string, Cause[], RunningService, number, unknown]>([
    // what happens, how it drains, when it is looked at, its exit code
    ['a signal drains and is no failure', [signal], service(100), 200, 0],
    ['an interrupt does the same', [interrupt], service(100), 200, 0],
    ['what is under way is waited for', [signal], service(14_000), 13_900, undefined],
    ['but no longer than fifteen seconds', [signal], service(null), 15_000, 2],
    ['a service that cannot go on drains and is started again', [reported], service(100), 200, 1],
    ['also when its drain hangs', [reported], service(null), 15_000, 1],
    ['a drain that fails is a failure', [signal], service(100, new Error('no')), 200, 1],
    ['a rejection that nobody caught ends it', [rejected], service(100), 200, 1],
    ['and so does an error', [thrown], service(100), 200, 1],
    ['the first word counts: a signal after a failure', [reported, signal], service(100), 200, 1],
    ['a failure during the drain', [signal, reported], service(100), 200, 0],
  ])('%s', async (_case, causes, running, after_ms, code) => {
    let fail: (cause: Error) => void = () => undefined;
    await runService(logger, async (failing) => {
      fail = failing;
      return running;
    });
    expect(exits).toEqual([]);
    for (const cause of causes) cause(fail);
    await jest.advanceTimersByTimeAsync(after_ms);
    expect(exits[0]).toBe(code);
  });

  it('a service that fails to start exits with 1', async () => {
    await runService(logger, () => Promise.reject(new Error('no database')));
    expect(exits[0]).toBe(1);
  });
});
