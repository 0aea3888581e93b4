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

describe('what a service keeps open', () => {
  it('closes in the opposite order, each after the one before', async () => {
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

  it('closes also where something else cannot be closed, and whoever stops the service is told', async () => {
    const { lifecycle, steps, hold } = recorded();
    const failure = new Error('the broker is away');
    hold('pool');
    hold('producer', failure);
    await lifecycle.onApplicationShutdown();
    expect(steps).toEqual(['producer closed', 'pool closed']);
    expect(() => lifecycle.throwFailures()).toThrow(expect.objectContaining({ errors: [failure] }));
  });

  it('closes at once where it was opened too late', async () => {
    const { lifecycle, steps, hold } = recorded();
    await lifecycle.onApplicationShutdown();
    expect([hold('producer'), steps]).toEqual(['producer', ['producer closed']]);
  });

  it('closes once', async () => {
    const { lifecycle, steps, hold } = recorded();
    hold('pool');
    await Promise.all([lifecycle.onApplicationShutdown(), lifecycle.onApplicationShutdown()]);
    expect(steps).toEqual(['pool closed']);
    lifecycle.throwFailures();
  });
});

describe('what a service runs', () => {
  it('starts with the service', async () => {
    const { lifecycle, steps, run } = recorded();
    run('consumer');
    run('watch');
    expect(steps).toEqual([]);
    await lifecycle.onApplicationBootstrap();
    expect(steps).toEqual(['consumer started', 'watch started']);
  });

  it('fails the service where it does not start', async () => {
    const { lifecycle, run } = recorded();
    run('watch');
    run('consumer', Promise.reject(new Error('no such topic')));
    await expect(lifecycle.onApplicationBootstrap()).rejects.toThrow('no such topic');
  });

  it('stops side by side: none waits for another', async () => {
    const { lifecycle, steps, run } = recorded();
    const never = new Promise<void>(() => undefined);
    run('consumer', Promise.resolve(), never);
    run('watch');
    await lifecycle.onApplicationBootstrap();
    void lifecycle.beforeApplicationShutdown();
    await new Promise(setImmediate);
    expect(steps.slice(2)).toEqual(['consumer stops', 'watch stops']);
  });

  it('is not stopped before its start has ended', async () => {
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

  it('is stopped also where it failed to start', async () => {
    const { lifecycle, steps, run } = recorded();
    run('consumer', Promise.reject(new Error('no such topic')));
    await lifecycle.onApplicationBootstrap().catch(() => undefined);
    await lifecycle.beforeApplicationShutdown();
    expect(steps).toEqual(['consumer stops']);
  });
});
