import { describe, expect, it } from '@jest/globals';
import { Lifecycle } from './lifecycle.js';

/** A lifecycle whose parts write down what is done with them. */
function recorded() {
  const lifecycle = new Lifecycle();
  const steps: string[] = [];
  const run = (name: string, started = Promise.resolve(), stopped = Promise.resolve()) =>
    lifecycle.run({
      start: () => started.then(() => void steps.push(`${name} started`)),
      stop: () => {
        steps.push(`${name} stops`);
        return stopped;
      },
    });
  const hold = (name: string, failure: Error | null = null) =>
    lifecycle.hold(name, (held) => {
      steps.push(`${held} closed`);
      return failure === null ? Promise.resolve() : Promise.reject(failure);
    });
  return { lifecycle, steps, run, hold };
}

describe('the resources of a service', () => {
  it('are closed in reverse order, each after the one before', async () => {
    const { lifecycle, steps, hold } = recorded();
    const slow = Promise.withResolvers<void>();
    hold('pool');
    lifecycle.hold('producer', () => slow.promise.then(() => steps.push('producer closed')));
    const closed = lifecycle.onApplicationShutdown();
    await Promise.resolve();
    expect(steps).toEqual([]);
    slow.resolve();
    await closed;
    expect(steps).toEqual(['producer closed', 'pool closed']);
  });

  it('are closed even if another one cannot be closed, and the caller is told', async () => {
    const { lifecycle, steps, hold } = recorded();
    const failure = new Error('the broker is away');
    hold('pool');
    hold('producer', failure);
    await lifecycle.onApplicationShutdown();
    expect(steps).toEqual(['producer closed', 'pool closed']);
    expect(() => lifecycle.throwFailures()).toThrow(expect.objectContaining({ errors: [failure] }));
  });

  it('are closed at once if they were opened too late', async () => {
    const { lifecycle, steps, hold } = recorded();
    await lifecycle.onApplicationShutdown();
    expect([hold('producer'), steps]).toEqual(['producer', ['producer closed']]);
  });

  it('are closed once', async () => {
    const { lifecycle, steps, hold } = recorded();
    hold('pool');
    await Promise.all([lifecycle.onApplicationShutdown(), lifecycle.onApplicationShutdown()]);
    expect(steps).toEqual(['pool closed']);
    lifecycle.throwFailures();
  });
});

describe('the activities of a service', () => {
  it('start with the service', async () => {
    const { lifecycle, steps, run } = recorded();
    run('consumer');
    run('watch');
    expect(steps).toEqual([]);
    await lifecycle.onApplicationBootstrap();
    expect(steps).toEqual(['consumer started', 'watch started']);
  });

  it('fail the service if they do not start', async () => {
    const { lifecycle, run } = recorded();
    run('watch');
    run('consumer', Promise.reject(new Error('no such topic')));
    await expect(lifecycle.onApplicationBootstrap()).rejects.toThrow('no such topic');
  });

  it('stop in parallel', async () => {
    const { lifecycle, steps, run } = recorded();
    const never = new Promise<void>(() => undefined);
    run('consumer', Promise.resolve(), never);
    run('watch');
    await lifecycle.onApplicationBootstrap();
    void lifecycle.beforeApplicationShutdown();
    await new Promise(setImmediate);
    expect(steps.slice(2)).toEqual(['consumer stops', 'watch stops']);
  });

  it('are not stopped before their start has ended', async () => {
    const { lifecycle, steps, run } = recorded();
    const start = Promise.withResolvers<void>();
    run('consumer', start.promise);
    const started = lifecycle.onApplicationBootstrap();
    const stopped = lifecycle.beforeApplicationShutdown();
    await new Promise(setImmediate);
    expect(steps).toEqual([]);
    start.resolve();
    await Promise.all([started, stopped]);
    expect(steps).toEqual(['consumer started', 'consumer stops']);
  });

  it('are stopped even if they failed to start', async () => {
    const { lifecycle, steps, run } = recorded();
    run('consumer', Promise.reject(new Error('no such topic')));
    await lifecycle.onApplicationBootstrap().catch(() => undefined);
    await lifecycle.beforeApplicationShutdown();
    expect(steps).toEqual(['consumer stops']);
  });
});
