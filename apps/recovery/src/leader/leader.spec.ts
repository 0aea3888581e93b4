import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { Leader, NotLeaderError } from './leader.js';

/** What the claims answer, one after the other; then the last one. Gives the terms that were told of. */
function leading(answers: readonly (number | null | Error)[], held = true) {
  const left = [...answers];
  const asked: string[] = [];
  const records = aPool(async ({ name }: { name: string }) => {
    asked.push(name);
    if (name !== 'claim-lead') return { rows: held ? [{}] : [] };
    const next = left.length > 1 ? left.shift() : left[0];
    if (next instanceof Error) throw next;
    return { rows: next === null ? [] : [{ epoch: next }] };
  });
  const terms: (number | null)[] = [];
  const failed: string[] = [];
  const leader = new Leader({
    records,
    holder: 'me',
    lease_ms: 8_000,
    onFailed: (error) => void failed.push(error.message),
    onTerm: (epoch) => void terms.push(epoch),
  });
  return { leader, records, asked, terms, failed };
}

describe('Leader', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each<[string, (number | null | Error)[], (number | null)[], number | null, string[]]>([
    // what the claims of five turns answer; the terms told; the last one; what failed
    ['it leads from the start on', [1], [1], 1, []],
    ['another one leads', [null], [], null, []],
    ['the other one is gone', [null, null, 4], [4], 4, []],
    ['it lost its lease', [1, 1, null], [1, null], null, []],
    ['it lost its lease and got it again', [1, 3], [1, 3], 3, []],
    ['the database does not answer: its term may still last', [1, new Error('away'), 1], [1], 1, ['away']],
  ])('%s', async (_case, answers, expected, last, failures) => {
    const { leader, terms, failed } = leading(answers);
    await leader.start();
    await jest.advanceTimersByTimeAsync(8_000);
    expect([terms, leader.term?.epoch ?? null, failed]).toEqual([expected, last, failures]);
    await leader.stop();
  });

  it('asks four times in a lease, and no more after it was stopped; then it does not lead', async () => {
    const { leader, asked } = leading([1]);
    await leader.start();
    await jest.advanceTimersByTimeAsync(8_000);
    await leader.stop();
    await jest.advanceTimersByTimeAsync(80_000);
    expect(asked).toEqual([...Array<string>(5).fill('claim-lead'), 'release-lead']);
    expect(leader.term).toBeNull();
  });

  it.each([
    ['lasts', true],
    ['has ended', false],
  ])('a term that %s', async (_case, held) => {
    const { leader, records } = leading([1], held);
    await leader.start();
    const checked = leader.term?.check(records);
    if (held) await checked;
    else await expect(checked).rejects.toBeInstanceOf(NotLeaderError);
    await leader.stop();
  });
});
