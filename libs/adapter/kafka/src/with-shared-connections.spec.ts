import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Broker } from './port.js';
import { presentRanges, readRanges } from './read-ranges.js';
import { withSharedConnections } from './with-shared-connections.js';

function counted(refused = false) {
  const seen = { admins: 0, readers: 0, closed: 0 };
  const close = async () => void (seen.closed += 1);
  const broker = partOf<Broker>({
    admin: async () => {
      seen.admins += 1;
      if (refused) throw new Error('no login');
      const offsets = async () => new Map([[0, { low: 0, high: 2 }]]);
      return { offsets, topicIds: async () => new Map([['t', 'id']]), close };
    },
    reader: async () => {
      seen.readers += 1;
      const fetch = async () => [{ partition: 0, messages: [], next_offset: 2 }];
      return { fetch, close };
    },
  });
  return { broker, seen };
}

describe('withSharedConnections', () => {
  it('opens one admin and one reader for all reads, and closes both at the end', async () => {
    const { broker, seen } = counted();
    await withSharedConnections(broker, async (shared) => {
      for (const onMessages of [() => undefined, () => undefined])
        await readRanges(shared, { ranges: await presentRanges(shared, 't'), onMessages });
      expect(seen.closed).toBe(0);
    });
    expect(seen).toEqual({ admins: 1, readers: 1, closed: 2 });
  });

  it('opens nothing that is not used', async () => {
    const { broker, seen } = counted();
    expect(await withSharedConnections(broker, () => Promise.resolve('done'))).toBe('done');
    expect(seen).toEqual({ admins: 0, readers: 0, closed: 0 });
  });

  it('closes everything it opened if the work fails, or an admin cannot log in', async () => {
    const { broker, seen } = counted();
    const fails = async (shared: Broker) => {
      await shared.reader();
      throw new Error('no');
    };
    await expect(withSharedConnections(broker, fails)).rejects.toThrow('no');
    expect(seen).toEqual({ admins: 0, readers: 1, closed: 1 });
    const refusing = counted(true);
    await expect(withSharedConnections(refusing.broker, (shared) => shared.admin())).rejects.toThrow('login');
    expect(refusing.seen).toEqual({ admins: 1, readers: 0, closed: 0 });
  });
});
