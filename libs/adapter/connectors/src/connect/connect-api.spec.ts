import { afterEach, describe, expect, it } from '@jest/globals';
import { type SmallAnswer, type SmallServer, smallServer } from '@stockproof/testing';
import {
  connectorStates,
  forgetOffsets,
  restartFailed,
  resumeConnector,
  stopConnector,
  storedOffset,
} from './connect-api.js';

let connect: SmallServer | null = null;
afterEach(() => connect?.close());

async function answering(answer: SmallAnswer): Promise<SmallServer> {
  await connect?.close();
  return (connect = await smallServer(() => answer));
}

describe('connector states as reported by Connect', () => {
  const reported = (connector: object, tasks: object[]): string =>
    JSON.stringify({ c: { status: { name: 'c', connector, tasks, type: 'source' } } });
  it.each<[string, object, object[], unknown]>([
    [
      'all runs',
      { state: 'RUNNING' },
      [{ id: 0, state: 'RUNNING', worker_id: 'w' }],
      { state: 'RUNNING', tasks: [{ id: 0, state: 'RUNNING' }], error: null },
    ],
    ['it runs without a task', { state: 'RUNNING' }, [], { state: 'RUNNING', tasks: [], error: null }],
    [
      'a task failed',
      { state: 'RUNNING' },
      [
        { id: 0, state: 'RUNNING' },
        { id: 1, state: 'FAILED', trace: 'x.Y: why\n\tat z' },
      ],
      {
        state: 'RUNNING',
        tasks: [
          { id: 0, state: 'RUNNING' },
          { id: 1, state: 'FAILED' },
        ],
        error: 'x.Y: why',
      },
    ],
    [
      'the connector failed, before its tasks',
      { state: 'FAILED', trace: 'x.Y: first' },
      [{ id: 0, state: 'FAILED', trace: 'x.Y: second' }],
      { state: 'FAILED', tasks: [{ id: 0, state: 'FAILED' }], error: 'x.Y: first' },
    ],
    [
      'the root of several causes',
      { state: 'FAILED', trace: 'a: 1\nCaused by: b: 2\nCaused by: c: 3' },
      [],
      { state: 'FAILED', tasks: [], error: 'a: 1 <- c: 3' },
    ],
    [
      'a trace as long as a book',
      { state: 'FAILED', trace: 'x'.repeat(5_000) },
      [],
      { state: 'FAILED', tasks: [], error: 'x'.repeat(400) },
    ],
  ])('%s', async (_case, connector, tasks, status) => {
    const { url, asked } = await answering({ body: reported(connector, tasks) });
    expect([...(await connectorStates(url))]).toEqual([['c', status]]);
    expect(asked).toEqual(['GET /connectors?expand=status']);
  });

  it.each([
    [500, '{}'],
    [404, '{}'],
    [200, '<html>'],
  ])('%i %s is not accepted as an answer', async (status, body) => {
    const { url } = await answering({ status, body });
    await expect(connectorStates(url)).rejects.toThrow();
  });
});

describe('the stored offset', () => {
  it.each<[string, unknown, unknown]>([
    ['nothing is stored', { offsets: [] }, null],
    ['it was deleted', { offsets: [{ partition: {}, offset: null }] }, null],
    ['it holds no position', { offsets: [{ offset: { ts_usec: 5 } }] }, null],
    [
      'the largest of its positions counts',
      { offsets: [{ offset: { lsn: 7, lsn_proc: 9, lsn_commit: 8 } }] },
      { lsn: 9n, changed_at_ms: null },
    ],
    [
      'what is null is none',
      { offsets: [{ offset: { lsn: 7, lsn_proc: null } }] },
      { lsn: 7n, changed_at_ms: null },
    ],
    [
      'its time is in microseconds',
      { offsets: [{ offset: { lsn: 7, ts_usec: 1_766_000_000_123_456 } }] },
      { lsn: 7n, changed_at_ms: 1_766_000_000_123 },
    ],
  ])('%s', async (_case, body, offset) => {
    const { url, asked } = await answering({ body: JSON.stringify(body) });
    expect(await storedOffset(url, 'c')).toEqual(offset);
    expect(asked).toEqual(['GET /connectors/c/offsets']);
  });
});

describe('commands to Connect', () => {
  it.each<[string, (url: string, name: string) => Promise<void>, string]>([
    [
      'restart: only what failed, tasks too',
      restartFailed,
      'POST /connectors/c/restart?includeTasks=true&onlyFailed=true',
    ],
    ['stop', stopConnector, 'PUT /connectors/c/stop'],
    ['resume', resumeConnector, 'PUT /connectors/c/resume'],
    ['forget', forgetOffsets, 'DELETE /connectors/c/offsets'],
  ])('%s', async (_case, order, request) => {
    const { url, asked } = await answering({ status: 204, body: '' });
    await order(url, 'c');
    expect(asked).toEqual([request]);
    const refusing = await answering({ status: 409, body: 'rebalancing' });
    await expect(order(refusing.url, 'c')).rejects.toThrow(/409.*rebalancing/);
  });
});

describe('slow answers of Connect', () => {
  /** How long it was waited for, and in vain. */
  async function waiting(
    after_ms: number | null,
    ask: (url: string) => Promise<unknown>,
  ): Promise<[boolean, number]> {
    const server = await smallServer(() => ({ body: '{}', after_ms }));
    const began_ms = performance.now();
    const answered = await ask(server.url).then(
      () => true,
      () => false,
    );
    const waited_ms = performance.now() - began_ms;
    await server.close();
    return [answered, waited_ms];
  }

  it.concurrent('a question is waited for no longer than three seconds', async () => {
    const [answered, waited_ms] = await waiting(null, connectorStates);
    expect([answered, waited_ms >= 2_900, waited_ms < 15_000]).toEqual([false, true, true]);
  });

  it.concurrent.each<[string, (url: string) => Promise<void>, boolean]>([
    ['deleting offsets takes longer and is waited for', (url) => forgetOffsets(url, 'c'), true],
    ['an order that only changes a state is not', (url) => resumeConnector(url, 'c'), false],
  ])('%s', async (_case, order, answered) => expect((await waiting(4_000, order))[0]).toBe(answered));
});
