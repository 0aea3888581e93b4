import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOW_SNAPSHOT, type SeriesAnswer } from '@stockproof/console';
import type { Authenticator } from '@stockproof/auth';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { fakeSources } from '../testing/fake-sources.js';
import { NowController } from './now.controller.js';
import { Series } from './series.js';
import { SharedPoll } from './shared-poll.js';
import { pollSources } from './sources/poll-sources.js';

const authenticate: Authenticator = async (bearer) => {
  if (bearer === 'nobody') return null;
  if (bearer === 'service') return { kind: 'service', name: 'recovery' };
  return { kind: 'operator', name: 'ada', roles: [bearer] };
};
const serve = (): Promise<InProcess> => {
  const series = new Series();
  const shared = new SharedPoll({
    poll: (before) => pollSources({ ...fakeSources().access, now_ms: Date.now }, before),
    series,
    now_ms: Date.now,
    onFailed: (error) => {
      throw error;
    },
  });
  return inProcess(
    serving({
      controllers: [NowController],
      authenticate,
      providers: [
        { provide: SharedPoll, useValue: shared },
        { provide: Series, useValue: series },
      ],
    }),
  );
};

let console_service: InProcess;
beforeAll(async () => {
  console_service = await serve();
});
afterAll(() => console_service.close());

const get = (path: string, bearer: string | null = 'viewer'): Promise<Response> =>
  fetch(`${console_service.url}/api/${path}`, {
    headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
  });

describe('the state of the pipeline', () => {
  const ALL = ['now', 'live', 'series?names=taken.per_second'];
  it.each<[string | null, number]>([
    ['viewer', 200],
    ['requester', 200],
    ['approver', 200],
    ['break-glass', 200],
    ['order-service', 403],
    ['service', 403],
    ['nobody', 401],
    [null, 401],
  ])('is read by %s: %i', async (bearer, status) => {
    for (const path of ALL) {
      const answer = await get(path, bearer);
      expect([path, answer.status]).toEqual([path, status]);
      const type = answer.headers.get('content-type');
      if (status !== 200) expect(type).toContain('application/problem+json');
      await answer.body?.cancel();
    }
  });

  it('is a snapshot, and the points that it adds to the series', async () => {
    const snapshot = NOW_SNAPSHOT.parse(await (await get('now')).json());
    const answer = await get('series?names=published.oldest_seconds,taken.per_second&minutes=5');
    const { series } = (await answer.json()) as SeriesAnswer;
    expect(series.map(({ name }) => name)).toEqual(['taken.per_second', 'published.oldest_seconds']);
    expect(series[1]?.points.at(-1)).toEqual([Date.parse(snapshot.at), 0.8]);
  });

  it.each([
    ['series', 400],
    ['series?names=', 400],
    ['series?names=taken.per_second,taken.secret', 400],
    ['series?names=taken.per_second&minutes=16', 400],
    ['series?names=taken.per_second&minutes=0', 400],
    ['series?names=taken.per_second&hours=1', 400],
    ['now?x=1', 400],
  ])('%s is %i', async (path, status) => expect((await get(path)).status).toBe(status));

  it('is streamed as snapshots, until the process ends', async () => {
    const other = await serve();
    try {
      const answer = await fetch(`${other.url}/api/live`, { headers: { authorization: 'Bearer viewer' } });
      expect(answer.headers.get('content-type')).toBe('text/event-stream');
      let text = '';
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        if (text.endsWith('\n\n') && text.includes('data: ')) other.announceEnd();
      }
      const [, data = ''] = /^event: now\n(?:id: .*\n)?retry: 2000\ndata: (.*)\n\n$/m.exec(text) ?? [];
      expect(NOW_SNAPSHOT.parse(JSON.parse(data)).hops.length).toBe(7);
    } finally {
      await other.close();
    }
  });
});
