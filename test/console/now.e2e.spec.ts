import { beforeAll, describe, expect, it } from '@jest/globals';
import { NOW_SNAPSHOT, type NowSnapshot } from '@stockproof/console';
import { eventually, runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { ABrowser } from './a-browser.js';

const stack = runningStack();
const grace = new ABrowser(stack);
beforeAll(async () => {
  const owner = await seller(stack);
  await owner.post(anEvent({ event_id: 'of-now', sku: 'now-sku', seller_id: owner.seller_id }));
  await eventually(async () => expect((await owner.outcome('of-now')).status).toBe(200));
  await grace.logIn('grace');
});

const now = async (): Promise<NowSnapshot> => NOW_SNAPSHOT.parse(await (await grace.ask('/api/now')).json());

describe('the pipeline now', () => {
  it('is answered whole: the console may ask every source', () =>
    eventually(async () => {
      const { sources, hops, ...parts } = await now();
      expect(sources.map(({ state, problem }) => [state, problem])).toEqual(Array(5).fill(['ok', null]));
      expect(hops.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
      expect(Object.entries(parts).filter(([, part]) => part === null)).toEqual([]);
      expect(hops.find(({ id }) => id === 'decided')).toMatchObject({ per_second: expect.any(Number) });
    }));

  it('is nothing for who is not logged in', async () => {
    for (const path of ['/api/now', '/api/live', '/api/series?names=taken.per_second'])
      expect((await new ABrowser(stack).ask(path)).status).toBe(401);
  });

  it('is streamed until the session ends', async () => {
    const answer = await grace.ask('/api/live', { signal: AbortSignal.timeout(60_000) });
    let text = '';
    let ending: Promise<Response> | null = null;
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (ending === null && text.split('event: now').length > 2) ending = grace.change('/auth/logout');
    }
    expect((await ending)?.status).toBe(204);
  });
});
