import { describe, expect, it } from '@jest/globals';
import { sendUntilAccepted } from './send-until-accepted.js';

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers });

describe('sendUntilAccepted', () => {
  it.each<[string, Response[], number, number]>([
    ['an answer that is none of the two', [answer(202)], 202, 1],
    ['a refusal of its own', [answer(400)], 400, 1],
    ['too many requests, then taken', [answer(429, { 'retry-after': '0.01' }), answer(202)], 202, 2],
    [
      'a backlog, twice',
      [answer(503, { 'retry-after': '0' }), answer(503, { 'retry-after': '0' }), answer(207)],
      207,
      3,
    ],
  ])('%s', async (_name, answers, status, sent) => {
    const left = [...answers];
    const last = await sendUntilAccepted(() => Promise.resolve(left.shift() ?? answer(500)));
    expect([last.status, answers.length - left.length]).toEqual([status, sent]);
  });

  it('waits as long as the answer says', async () => {
    const began = performance.now();
    const answers = [answer(429, { 'retry-after': '0.3' }), answer(202)];
    await sendUntilAccepted(() => Promise.resolve(answers.shift() ?? answer(500)));
    expect(performance.now() - began).toBeGreaterThan(290);
  });
});
