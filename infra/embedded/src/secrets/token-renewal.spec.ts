import { expect, it } from '@jest/globals';
import { TokenRenewal } from './token-renewal.js';

const MINUTE_MS = 60_000;

it('development tokens are renewed after half an hour, and at each check until that succeeds', async () => {
  let now_ms = 1_000_000_000;
  let away = false;
  const done: number[] = [];
  const failed: string[] = [];
  const renew = async (): Promise<void> => {
    if (away) throw new Error('away');
    done.push(now_ms);
  };
  const renewal = new TokenRenewal(
    {
      home: '/h',
      provider_url: 'http://p',
      made_at_ms: now_ms,
      onFailed: ({ message }) => failed.push(message),
    },
    renew,
    () => now_ms,
  );
  const renewAfter = async (minutes: number): Promise<number> => {
    now_ms += minutes * MINUTE_MS;
    await renewal.poll();
    return done.length;
  };
  renewal.start();
  try {
    expect([await renewAfter(29), await renewAfter(1), await renewAfter(29)]).toEqual([0, 1, 1]);
    away = true;
    expect([await renewAfter(1), await renewAfter(1), failed]).toEqual([1, 1, ['away', 'away']]);
    away = false;
    // Asked once, also where two look at a time.
    now_ms += MINUTE_MS;
    await Promise.all([renewal.poll(), renewal.poll()]);
    expect([done.length, await renewAfter(29), await renewAfter(1)]).toEqual([2, 2, 3]);
  } finally {
    renewal.stop();
  }
});
