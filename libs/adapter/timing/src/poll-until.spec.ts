import { describe, expect, it } from '@jest/globals';
import { pollUntil, waitUntil } from './poll-until.js';

/** Gives these in turn, then the last again and again; an Error is thrown. */
function answers(...all: unknown[]): { asked: number; probe: () => Promise<string | undefined | false> } {
  const reported = {
    asked: 0,
    probe: async () => {
      const next = all[Math.min(reported.asked, all.length - 1)];
      reported.asked += 1;
      if (next instanceof Error) throw next;
      return next as string | undefined | false;
    },
  };
  return reported;
}

describe('pollUntil', () => {
  it.each<[string, unknown[], number, string | null, number]>([
    // what it is, the answers, the time, what comes of it, and how often was asked
    ['the first answer is one', ['yes'], 0, 'yes', 1],
    ['the third is one', [undefined, false, 'yes'], 60_000, 'yes', 3],
    ['the time is up at once', [undefined, 'late'], 0, null, 1],
    ['an empty text is one', [''], 0, '', 1],
  ])('%s', async (_what, all, within_ms, found, asked) => {
    const reported = answers(...all);
    expect(await pollUntil(reported.probe, { within_ms, every_ms: 1 })).toBe(found);
    expect(reported.asked).toBe(asked);
  });

  it('ends with what is thrown between two polls, or by one', async () => {
    const between = (): never => {
      throw new Error('aborted');
    };
    await expect(pollUntil(() => false, { within_ms: 60_000, between })).rejects.toThrow('aborted');
    await expect(pollUntil(answers(new Error('broken')).probe, { within_ms: 60_000 })).rejects.toThrow(
      'broken',
    );
  });
});

describe('waitUntil', () => {
  it('treats an error as "not yet", and throws the last one when the time is up', async () => {
    const waited = { what: 'a port to open', every_ms: 1 };
    const opened = answers(new Error('refused'), 'open');
    expect(await waitUntil(opened.probe, { ...waited, within_ms: 60_000 })).toBe('open');
    const failed = await waitUntil(answers(new Error('refused')).probe, { ...waited, within_ms: 0 }).catch(
      (error: unknown) => error as Error,
    );
    expect(failed).toMatchObject({
      message: 'waited 0 s for a port to open in vain',
      cause: new Error('refused'),
    });
  });

  it('ends when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(waitUntil(() => false, { what: 'x', within_ms: 60_000, signal })).rejects.toThrow('stopped');
  });
});
