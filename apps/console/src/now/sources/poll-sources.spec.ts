import { describe, expect, it } from '@jest/globals';
import { type FakeAnswer, fakeSources, NOON_MS } from '../../testing/fake-sources.js';
import { pollSources } from './poll-sources.js';
import { type PipelinePoll, READS } from './readings.js';

const AT = new Date(NOON_MS).toISOString();
const nobody = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });

describe('a poll', () => {
  it('asks every source with a token of the console for that source', async () => {
    const { access, asked } = fakeSources();
    const { readings, sources } = await pollSources(access, null);
    expect(Object.values(readings)).not.toContain(null);
    expect(sources.map(({ state, problem, answered_at }) => [state, problem, answered_at])).toEqual(
      Array(5).fill(['ok', null, AT]),
    );
    expect(asked.length).toBe(Object.keys(READS).length);
    for (const [url, authorization] of asked)
      expect(authorization).toBe(`Bearer token for ${new URL(url).hostname}`);
  });

  it.each<[string, Record<string, FakeAnswer>, object, string[]]>([
    [
      'has nobody at an address',
      { 'http://reservation': nobody },
      {
        state: 'unreachable',
        problem: expect.stringContaining('no connection (ECONNREFUSED)'),
        answered_at: 'before',
      },
      ['reserved_positions', 'stuck'],
    ],
    [
      'is refused',
      { 'http://reservation': 403 },
      {
        state: 'refused',
        problem:
          'GET /v1/positions was answered with 403; GET /v1/reservations?stuck=true&limit=500 was answered with 403',
        answered_at: AT,
      },
      ['reserved_positions', 'stuck'],
    ],
    [
      'is answered in part',
      { 'http://reservation/v1/positions': 500 },
      { state: 'ok', problem: 'GET /v1/positions was answered with 500', answered_at: AT },
      ['reserved_positions'],
    ],
    [
      'is answered in another form',
      { 'http://reservation/v1/positions': { partitions: 'many' }, 'http://reservation': '<html>' },
      { state: 'refused', problem: expect.stringContaining('another form') },
      ['reserved_positions', 'stuck'],
    ],
    [
      'is answered without an end',
      { 'http://reservation/v1/positions': 'x'.repeat(4 * 1024 * 1024 + 1) },
      { state: 'ok', problem: expect.stringContaining('longer than 4194304 bytes') },
      ['reserved_positions'],
    ],
  ])('that %s loses that source only', async (_what, answers, state, lost) => {
    const { access } = fakeSources(answers);
    const before = { name: 'reservation', state: 'ok', problem: null, answered_at: 'before' } as const;
    const { readings, sources } = await pollSources(access, { sources: [before], answers: new Map() });
    expect(sources.find(({ name }) => name === 'reservation')).toMatchObject(state);
    expect(sources.filter(({ state: found }) => found === 'ok').length).toBeGreaterThanOrEqual(4);
    const missing = Object.entries(readings).filter(([, value]) => value === null);
    expect(missing.map(([name]) => name)).toEqual(lost);
  });

  it('waits for a source until its deadline', async () => {
    const { access } = fakeSources({ 'http://recovery': 'never', 'http://ingestion/metrics': 'never' });
    const { readings, sources } = await pollSources({ ...access, within_ms: 20 }, null);
    expect(sources.map(({ state }) => state)).toEqual(['unreachable', 'ok', 'ok', 'unreachable', 'ok']);
    expect(sources[0]).toMatchObject({ problem: 'GET /metrics: no answer in time', answered_at: null });
    expect([readings.taken, readings.confidence, readings.decided?.outcomes]).toEqual([null, null, 50]);
  });

  it('asks what is expensive every 15 seconds, also if it was not answered', async () => {
    let now_ms = NOON_MS;
    const expensive = '/v1/confidence';
    const [lost, well] = [fakeSources({ [`http://recovery${expensive}`]: 500 }), fakeSources()];
    const countOf = (of: typeof well): number => of.asked.filter(([url]) => url.endsWith(expensive)).length;
    const poll = (of: typeof well, before: PipelinePoll | null): Promise<PipelinePoll> =>
      pollSources({ ...of.access, now_ms: () => now_ms }, before);
    const first = await poll(lost, null);
    now_ms += 14_999;
    const second = await poll(well, first);
    expect([second.readings.confidence, countOf(lost), countOf(well)]).toEqual([null, 1, 0]);
    expect(second.sources[3]).toMatchObject({ state: 'ok', problem: expect.stringContaining(expensive) });
    now_ms += 1;
    const third = await poll(well, second);
    now_ms += 2_000;
    const fourth = await poll(well, third);
    expect([fourth.readings.confidence?.trusted, countOf(well)]).toEqual([2, 1]);
  });

  it('shows nothing of before of a source that is gone', async () => {
    const first = await pollSources(fakeSources().access, null);
    const later = { ...fakeSources({ 'http://recovery': nobody }).access, now_ms: () => NOON_MS + 2_000 };
    const { readings, sources } = await pollSources(later, first);
    expect([readings.confidence, readings.dead_letters, readings.planned]).toEqual([null, null, null]);
    expect(sources[3]).toMatchObject({ state: 'unreachable', answered_at: AT });
  });

  it('ends with the process', async () => {
    const end = new AbortController();
    const { access } = fakeSources({ 'http://recovery': 'never' });
    const polling = pollSources({ ...access, within_ms: 600_000, end: end.signal }, null);
    end.abort();
    expect((await polling).readings.confidence).toBeNull();
  });

  it('asks nothing without its key', async () => {
    const { access, asked } = fakeSources();
    const { sources } = await pollSources(
      { ...access, token: () => Promise.reject(new Error('no key')) },
      null,
    );
    expect([asked, sources[0]?.state, sources[0]?.problem]).toEqual([
      [],
      'refused',
      'the console cannot sign its token',
    ]);
  });
});
