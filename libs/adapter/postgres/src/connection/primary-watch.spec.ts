import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SeenServer } from './choose-primary.js';
import { PrimaryWatch } from './primary-watch.js';

const EVERY_MS = 1_000;
const standby: SeenServer = { timeline: null };
let seen: SeenServer[];
let asked: number;
let watch: PrimaryWatch;
const dropped: string[] = [];
const connection = (name: string, server: number) => ({ server, drop: () => void dropped.push(name) });

describe('a watch of two servers', () => {
  beforeEach(() => {
    void jest.useFakeTimers();
    asked = 0;
    dropped.length = 0;
    seen = [{ timeline: 1 }, standby];
    const ask = async (server: number): Promise<SeenServer> => {
      asked += 1;
      return Promise.resolve(seen[server] ?? null);
    };
    watch = new PrimaryWatch({ servers: 2, ask, every_ms: EVERY_MS });
  });
  afterEach(() => void jest.useRealTimers());

  it('asks each once, also for several who want to know, and then knows', async () => {
    expect(await Promise.all([watch.primary(), watch.primary()])).toEqual([0, 0]);
    expect([await watch.primary(), asked]).toEqual([0, 2]);
  });

  it('asks again after it forgot, and forgets no other one', async () => {
    await watch.primary();
    seen = [null, { timeline: 2 }];
    watch.forget(1);
    expect(await watch.primary()).toBe(0);
    watch.forget(0);
    expect(await watch.primary()).toBe(1);
  });

  it('knows none while none answers', async () => {
    seen = [null, standby];
    expect(await watch.primary()).toBeNull();
  });

  it('drops the connections to one that is the primary no more, whether it answers or not', async () => {
    watch.add(connection('old', (await watch.primary()) ?? -1));
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    seen = [null, standby];
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect(dropped).toEqual([]);
    seen = [{ timeline: 1 }, { timeline: 2 }];
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect([dropped, await watch.primary()]).toEqual([['old'], 1]);
  });

  it('asks no more when there are no connections', async () => {
    const only = connection('only', 0);
    watch.add(only);
    watch.remove(only);
    await jest.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(asked).toBe(0);
  });
});
