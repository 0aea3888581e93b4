import { describe, expect, it } from '@jest/globals';
import { Cached } from './cached.js';

/** Something that can be read, changed and taken away, and a clock. */
function world() {
  let now_ms = 10_000;
  let value: string | null = 'first';
  let reads = 0;
  const read = async (): Promise<string> => {
    reads += 1;
    if (value === null) throw new Error('away');
    return value;
  };
  return {
    kept: new Cached(read, 60_000, () => now_ms),
    pass: (ms: number): void => void (now_ms += ms),
    becomes: (next: string | null): void => void (value = next),
    reads: () => reads,
  };
}

describe('a cached value', () => {
  it('is read once for all callers, and again when it is older than they accept', async () => {
    const { kept, pass, becomes, reads } = world();
    expect(await Promise.all([kept.get(5_000), kept.get(5_000)])).toEqual(['first', 'first']);
    becomes('second');
    pass(5_000);
    expect([await kept.get(5_000), reads()]).toEqual(['first', 1]);
    pass(1);
    expect([await kept.get(5_000), reads()]).toEqual(['second', 2]);
  });

  it('is used while it cannot be read, up to its limit, with one attempt per second', async () => {
    const { kept, pass, becomes, reads } = world();
    await kept.get(5_000);
    becomes(null);
    pass(60_000);
    expect(await kept.get(5_000)).toBe('first');
    expect([await kept.get(5_000), reads()]).toEqual(['first', 2]);
    pass(1);
    await expect(kept.get(5_000)).rejects.toThrow('away');
    pass(999);
    becomes('back');
    expect([await kept.get(5_000), reads()]).toEqual(['back', 3]);
  });

  it('is not made up if it could never be read', async () => {
    const { kept, becomes } = world();
    becomes(null);
    await expect(kept.get(5_000)).rejects.toThrow('away');
    await expect(kept.get(5_000)).rejects.toThrow('away');
  });
});
