import { describe, expect, it } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { RequestWaits, StoppingProblem, rejectWhenStopping } from './request-waits.js';

const LONG_MS = 600_000;
const never = (): Promise<boolean> => Promise.resolve(false);

describe('a wait of a request', () => {
  it('ends when the answer is yes, or when its time is up', async () => {
    let asked = 0;
    expect(await new RequestWaits().until(() => Promise.resolve((asked += 1) === 3), LONG_MS)).toBe(true);
    expect(asked).toBe(3);
    expect(await new RequestWaits().until(never, 0)).toBe(false);
  });

  it('ends when the service stops, and later ones end at once', async () => {
    const waits = new RequestWaits();
    let asked = 0;
    const waiting = waits.until(() => {
      asked += 1;
      return never();
    }, LONG_MS);
    waiting.catch(() => undefined);
    await eventually(async () => expect(asked).toBeGreaterThan(0));
    waits.stop();
    await expect(waiting).rejects.toThrow(StoppingProblem);
    await expect(waits.until(never, LONG_MS)).rejects.toMatchObject({
      status: 503,
      code: 'stopping',
      headers: { 'retry-after': '1' },
    });
    expect(await waits.until(() => Promise.resolve(true), LONG_MS)).toBe(true);
  });

  it('hides no error of the condition', async () => {
    await expect(new RequestWaits().until(() => Promise.reject(new Error('away')), LONG_MS)).rejects.toThrow(
      'away',
    );
  });

  it('reports progress to its caller', async () => {
    await expect(rejectWhenStopping(Promise.reject(new StoppingProblem()), 'sent')).rejects.toMatchObject({
      code: 'stopping',
      message: 'sent',
    });
    await expect(rejectWhenStopping(Promise.reject(new Error('away')), 'sent')).rejects.toThrow('away');
    expect(await rejectWhenStopping(Promise.resolve(1), 'sent')).toBe(1);
  });
});
