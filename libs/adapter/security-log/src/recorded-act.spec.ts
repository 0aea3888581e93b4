import { describe, expect, it } from '@jest/globals';
import type { SecurityEvent } from '@stockproof/security-events';
import { NotRecordedError, recordedAct } from './recorded-act.js';

const ACT = {
  action: 'restart_connector',
  actor: 'service s',
  target: 'c',
  reason: null,
  address: null,
} as const;

/** A log whose first append goes as asked; what is noted is told as that. */
function logging(first: 'written' | 'refused' | 'never') {
  const reported: string[] = [];
  const append = (event: SecurityEvent): Promise<void> => {
    if (first === 'refused') return Promise.reject(new Error('away'));
    if (first === 'never') return new Promise(() => undefined);
    reported.push(`${event.outcome} ${event.detail}`);
    return Promise.resolve();
  };
  const note = (event: SecurityEvent): void => void reported.push(`noted ${event.outcome} ${event.detail}`);
  return { log: { append, note }, reported };
}

describe('an act without a request', () => {
  it('is done between two records', async () => {
    const { log, reported } = logging('written');
    const work = async (): Promise<number> => reported.push('works');
    expect(
      await recordedAct(log, ACT, { unwritten: 'refuse', detailOf: (result) => `gives ${result}` }, work),
    ).toBe(2);
    expect(reported).toEqual(['attempted null', 'works', 'noted done gives 2']);
  });

  it('that fails is recorded with the reason', async () => {
    const { log, reported } = logging('written');
    const work = () => Promise.reject(new Error('broken'));
    await expect(recordedAct(log, ACT, { unwritten: 'act' }, work)).rejects.toThrow('broken');
    expect(reported).toEqual(['attempted null', 'noted failed broken']);
  });

  it('is not done if it must be recorded first and cannot', async () => {
    const { log, reported } = logging('refused');
    const work = async (): Promise<number> => reported.push('works');
    await expect(recordedAct(log, ACT, { unwritten: 'refuse' }, work)).rejects.toThrow(NotRecordedError);
    expect(reported).toEqual([]);
  });

  it.each(['refused', 'never'] as const)(
    'that repairs is done all the same, within a moment, where the log is unavailable: %s',
    async (first) => {
      const { log, reported } = logging(first);
      const began_ms = performance.now();
      await recordedAct(log, ACT, { unwritten: 'act' }, async () => void reported.push('works'));
      expect(performance.now() - began_ms).toBeLessThan(10_000);
      expect(reported).toEqual(['noted attempted null', 'works', 'noted done null']);
    },
  );
});
