import { describe, expect, it } from '@jest/globals';
import { backoffMs, retryTransient } from './retry.js';
import { isTransientPgError, TRANSIENT_ERRORS, transientError } from './transient.js';

const failing = (code: string | undefined, message = 'x'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('isTransientPgError', () => {
  it.each<[string, unknown, boolean]>([
    ['a lost connection', failing('08006'), true],
    ['a deadlock', failing('40P01'), true],
    ['a serialization failure', failing('40001'), true],
    ['a full disk', failing('53100'), true],
    ['too many connections', failing('53300'), true],
    ['a restart', failing('57P01'), true],
    ['a statement that took too long', failing('57014'), true],
    ['a transaction that idled', failing('25P03'), true],
    ['a lock that is not to be had', failing('55P03'), true],
    ['a socket that was reset', failing('ECONNRESET'), true],
    ['nobody who listens', failing('ECONNREFUSED'), true],
    ['a pipe that broke', failing('EPIPE'), true],
    ['a peer that is silent', failing('ETIMEDOUT'), true],
    ['a name that is not known yet', failing('ENOTFOUND'), true],
    ['a resolver that is unavailable', failing('EAI_AGAIN'), true],
    ['a host that is not reached', failing('EHOSTUNREACH'), true],
    ['a network that is not reached', failing('ENETUNREACH'), true],
    ['a slot that is in use', failing('55006'), true],
    ['a connection that pg lost', failing(undefined, 'Connection terminated unexpectedly'), true],
    ['a pool that found none', failing(undefined, 'timeout exceeded when trying to connect'), true],
    ['a duplicate', failing('23505'), false],
    ['a bad value', failing('22003'), false],
    ['a read-only transaction', failing('25006'), false],
    ['a missing table', failing('42P01'), false],
    ['a right that is missing', failing('42501'), false],
    ['a wrong password', failing('28P01'), false],
    ['a duplicate that speaks of connections', failing('23505', 'connection terminated'), false],
    ['any other error', failing(undefined, 'no'), false],
    ['a file that is not there', failing('ENOENT'), false],
    ['no error', 'ECONNRESET', false],
    ['nothing', null, false],
  ])('%s', (_name, error, transient) => expect(isTransientPgError(error)).toBe(transient));
});

it.each<[string, Error, string | null]>([
  ['a lost connection', failing('08006'), 'connection'],
  ['a socket that was reset', failing('ECONNRESET'), 'connection'],
  ['a pool that found none', failing(undefined, 'timeout exceeded when trying to connect'), 'connection'],
  ['a deadlock', failing('40P01'), 'rollback'],
  ['too many connections', failing('53300'), 'resources'],
  ['a restart', failing('57P01'), 'shutdown'],
  ['a transaction that idled', failing('25P03'), 'shutdown'],
  ['a lock that is not to be had', failing('55P03'), 'lock'],
  ['a duplicate', failing('23505'), null],
])('the kind of %s is one that is known', (_case, error, kind) => {
  expect(transientError(error)).toBe(kind);
  if (kind !== null) expect(TRANSIENT_ERRORS).toContain(kind);
});

describe('backoffMs', () => {
  it.each([
    [1, 50],
    [2, 100],
    [3, 200],
    [7, 3_200],
    [8, 5_000],
    [60, 5_000],
  ])('after %d failures is %d ms', (failures, ms) => expect(backoffMs(failures)).toBe(ms));
});

describe('retryTransient', () => {
  /** What a piece of work that fails so, one time after the other, gives; and how long it was waited for. */
  async function trying(errors: readonly Error[], signal?: AbortSignal) {
    const left = [...errors];
    const waited: number[] = [];
    const reported: number[] = [];
    const work = () => {
      const error = left.shift();
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    };
    const wait = async (ms: number) => void waited.push(ms);
    const onRetry = (_error: Error, failures: number) => void reported.push(failures);
    const result = await retryTransient(work, {
      wait,
      onRetry,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: Error) => error);
    return { result, waited, reported, left: left.length };
  }

  const deadlock = failing('40P01');
  const data = failing('23505');

  it('returns at once what succeeds', async () =>
    expect(await trying([])).toEqual({ result: 'done', waited: [], reported: [], left: 0 }));

  it('waits longer each time', async () => {
    expect(await trying([deadlock, deadlock, deadlock])).toEqual({
      result: 'done',
      waited: [50, 100, 200],
      reported: [1, 2, 3],
      left: 0,
    });
  });

  it('gives up at once for a data error, also after other errors', async () => {
    expect(await trying([data])).toMatchObject({ result: data, waited: [] });
    expect(await trying([deadlock, data, deadlock])).toMatchObject({ result: data, waited: [50], left: 1 });
  });

  it('stops waiting when it is aborted', async () => {
    const ending = new AbortController();
    let attempts = 0;
    const began_ms = performance.now();
    const work = (): Promise<never> => {
      attempts += 1;
      return Promise.reject(deadlock);
    };
    // Told within the wait that begins then; the sixth would take 1.6 s.
    const onRetry = (_error: Error, failures: number): void =>
      void (failures === 6 && setImmediate(() => ending.abort()));
    await expect(retryTransient(work, { signal: ending.signal, onRetry })).rejects.toBe(deadlock);
    expect([attempts, performance.now() - began_ms < 3_000]).toEqual([6, true]);
  });

  it('ends with the last error when it is aborted', async () => {
    expect(await trying([deadlock], AbortSignal.abort())).toMatchObject({
      result: deadlock,
      waited: [],
      reported: [],
    });
  });
});
