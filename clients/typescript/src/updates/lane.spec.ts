import { expect, it } from '@jest/globals';
import type { Answer } from '../http/answer.js';
import { Lane } from './lane.js';
import type { StockUpdate, UpdateResults } from './stock-update.js';

const update = (event_id: string, quantity = 1): StockUpdate => ({
  event_id,
  sku: 'A',
  seller_id: 's',
  quantity,
  operation: 'I',
  event_time: '2026-06-19T18:00:00Z',
});
const problem = { type: 'urn:x', title: 'x', status: 413, code: 'too_many_events', detail: 'fewer' };
const queued = (updates: readonly StockUpdate[]): Answer<UpdateResults> => ({
  kind: 'answer',
  status: 202,
  data: {
    queued: updates.length,
    refused: 0,
    results: updates.map(({ event_id }, index) => ({ index, event_id, status: 202 })),
  },
});

/** A lane over a server that answers so, with the ids of each request. */
function lane(answer: (updates: readonly StockUpdate[], request: number) => Answer<UpdateResults>) {
  const requests: string[][] = [];
  const made = new Lane({
    max_events: 4,
    max_bytes: 10_000,
    linger_ms: 0,
    post: async (updates) => {
      requests.push(updates.map(({ event_id }) => event_id));
      return answer(updates, requests.length);
    },
  });
  const sendAll = async (...ids: string[]) => {
    const posted = await Promise.all(ids.map((id) => made.send(update(id))));
    return posted.map(({ kind, event_id }) => `${event_id} ${kind}`);
  };
  return { made, requests, sendAll };
}

it('sends what waits in its order, as much as a request takes', async () => {
  const { requests, sendAll } = lane(queued);
  expect(await sendAll('a', 'b', 'c', 'd', 'e')).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((id) => `${id} queued`),
  );
  expect(requests).toEqual([['a', 'b', 'c', 'd'], ['e']]);
});

it('sends nothing that waits behind a request without an answer', async () => {
  const { requests, sendAll } = lane((updates, request) =>
    request === 1 ? { kind: 'unknown', detail: 'no answer' } : queued(updates),
  );
  expect(await sendAll('a', 'b', 'c', 'd', 'e')).toEqual([
    ...['a', 'b', 'c', 'd'].map((id) => `${id} unknown`),
    'e not_sent',
  ]);
  expect(requests.length).toBe(1);
  expect(await sendAll('a', 'e')).toEqual(['a queued', 'e queued']);
});

it('halves a request that is too large, down to the one that is', async () => {
  const { requests, sendAll } = lane((updates) =>
    updates.some(({ event_id }) => event_id === 'c') ? { kind: 'problem', problem } : queued(updates),
  );
  expect(await sendAll('a', 'b', 'c', 'd')).toEqual(['a queued', 'b queued', 'c refused', 'd queued']);
  expect(requests).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']]);
});

it('sends no second half after a first half without an answer', async () => {
  const { requests, sendAll } = lane((updates) =>
    updates.length > 2 ? { kind: 'problem', problem } : { kind: 'unknown', detail: 'no answer' },
  );
  expect(await sendAll('a', 'b', 'c', 'd')).toEqual(['a unknown', 'b unknown', 'c not_sent', 'd not_sent']);
  expect(requests).toEqual([
    ['a', 'b', 'c', 'd'],
    ['a', 'b'],
  ]);
});

it('sends an id that is there again in a request of its own', async () => {
  const { requests, sendAll } = lane(queued);
  await sendAll('a', 'b', 'a');
  expect(requests).toEqual([['a', 'b'], ['a']]);
});

it('tells each its own result', async () => {
  const { sendAll } = lane((updates) => ({
    kind: 'answer',
    status: 207,
    data: {
      queued: 1,
      refused: 1,
      results: updates.map(({ event_id }, index) =>
        index === 0 ? { index, event_id, ...problem, status: 400 } : { index, event_id, status: 202 },
      ),
    },
  }));
  expect(await sendAll('a', 'b')).toEqual(['a refused', 'b queued']);
});

it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'takes what is sent %d turns after an answer',
  async (turns) => {
    const { made } = lane(queued);
    let answered: Promise<unknown> = made.send(update('a'));
    for (let turn = 0; turn < turns; turn += 1) answered = answered.then(() => undefined);
    expect(await answered.then(() => made.send(update('b')))).toMatchObject({ kind: 'queued' });
  },
  10_000,
);

it('knows nothing of its updates if the answer is of another request', async () => {
  const { sendAll } = lane(() => ({
    kind: 'answer',
    status: 202,
    data: { queued: 0, refused: 0, results: [] },
  }));
  expect(await sendAll('a')).toEqual(['a unknown']);
});
