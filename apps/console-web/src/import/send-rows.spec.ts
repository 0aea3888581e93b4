import { expect, it } from '@jest/globals';
import { ApiProblem } from '../api/api-problem.js';
import { RowReport } from './rows/row-report.js';
import { sendRows } from './send-rows.js';

type Answer = Awaited<ReturnType<Parameters<typeof sendRows>[1]>>;

const problem = (status: number): ApiProblem =>
  new ApiProblem(status, 'code', 'title', `says ${status}`, null);
const taken = (index: number, event_id: string) => ({ index, event_id, status: 202 as const });
const TAKEN = { queued: 2, refused: 0, results: [taken(0, 'f-4'), taken(1, 'f-9')] };
const REFUSED = { type: 't', title: 't', status: 400, code: 'invalid_sku', detail: 'no' };
const PARTLY = {
  queued: 1,
  refused: 1,
  results: [taken(0, 'f-4'), { index: 1, event_id: 'f-9', ...REFUSED }],
};

it.each<[string, (Answer | Error)[], { stop?: boolean }, string, string, number]>([
  // what is answered, one after the other; the rows then, what it ends with, how often it was sent
  ['taken', [TAKEN], {}, 'queued queued', 'nothing', 1],
  ['partly taken', [PARTLY], {}, 'queued refused', 'nothing', 1],
  ['taken later', [problem(429), problem(503), TAKEN], {}, 'queued queued', 'nothing', 3],
  ['no answer, then taken', [problem(0), TAKEN], {}, 'queued queued', 'nothing', 2],
  ['the login is over', [problem(401)], {}, 'unchecked unchecked', 'says 401', 1],
  ['stopped while it waits', [problem(429), TAKEN], { stop: true }, 'unchecked unchecked', 'says 429', 1],
  ['never taken', Array.from({ length: 20 }, () => problem(503)), {}, 'unchecked unchecked', 'says 503', 12],
])('%s', async (_what, answers, { stop = false }, states, ends, times) => {
  const report = new RowReport();
  const bodies: unknown[] = [];
  const post = async (body: unknown): Promise<Answer> => {
    const answer = answers[bodies.length];
    bodies.push(body);
    if (answer instanceof Error) throw answer;
    return answer ?? TAKEN;
  };
  const rows = [4, 9].map((row) => [row, { event_id: `f-${row}` }] as const);
  const ended = await sendRows(rows, post, report, {
    stopped: () => stop,
    onWaiting: () => undefined,
    wait: () => Promise.resolve(),
  });
  expect([`${report.of(4)} ${report.of(9)}`, ended?.message ?? 'nothing', bodies.length]).toEqual([
    states,
    ends,
    times,
  ]);
  // The same ids each time.
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
});
