import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Broker, BrokerAdmin } from './port.js';
import { ContractMismatchError, requireContract } from './require-contract.js';

const FILE = 'contracts/inventory-availability-projection.yaml';
const CAPTURED = 'test.inventory_source.public.inventory_transaction';
const KEPT = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };

interface Found {
  /** By the topic's full name; every other has eight. */
  readonly counts?: Readonly<Record<string, number | null>>;
  readonly config?: Readonly<Record<string, string>>;
}

function starting({ counts = {}, config = KEPT }: Found) {
  let closed = 0;
  const asked: string[] = [];
  const admin: Partial<BrokerAdmin> = {
    partitionCount: async (topic) => {
      asked.push(topic);
      return topic in counts ? (counts[topic] ?? null) : 8;
    },
    topicConfig: async () => config,
    close: async () => void (closed += 1),
  };
  const contract = requireContract(partOf<Broker>({ admin: async () => admin }), FILE, 'test.');
  return { contract, asked, closed: () => closed };
}

describe('requireContract', () => {
  it('returns the contract if the broker agrees with it, and checks every topic', async () => {
    const { contract, asked, closed } = starting({});
    const { ordering_boundary } = await contract;
    expect(ordering_boundary.partitions).toBe(8);
    expect(asked).toEqual(ordering_boundary.topics.map((topic) => `test.${topic}`));
    expect(closed()).toBe(1);
  });

  it.each<[string, Found, RegExp]>([
    [
      'a topic that has other partitions',
      { counts: { 'test.inventory.updates.v1': 16 } },
      /inventory\.updates\.v1 has 16 partitions, the contract says 8/,
    ],
    [
      'a topic that is not there',
      { counts: { 'test.inventory.availability.v2': null } },
      /inventory\.availability\.v2 does not exist/,
    ],
    ['a history that is compacted', { config: { ...KEPT, 'cleanup.policy': 'compact' } }, /is compacted/],
    [
      'a history that is compacted and cut',
      { config: { ...KEPT, 'cleanup.policy': 'compact,delete' } },
      /is compacted/,
    ],
    [
      'a history that is cut by time',
      { config: { ...KEPT, 'retention.ms': '604800000' } },
      /keeps 604800000 ms, the recovery window is unlimited/,
    ],
    ['a history that is cut by the default', { config: {} }, /keeps 604800000 ms/],
    [
      'a history that is kept nobody knows how long',
      { config: { ...KEPT, 'retention.ms': 'x' } },
      /the recovery window is unlimited/,
    ],
    ['a history that is cut by size', { config: { ...KEPT, 'retention.bytes': '1000' } }, /keeps 1000 bytes/],
    [
      'several of them',
      { counts: { [CAPTURED]: 4, 'test.inventory.updates.v1': 16 } },
      /has 16 partitions.*; topic inventory_source.* has 4 partitions/,
    ],
  ])('does not let a service start with %s', async (_name, found, words) => {
    const { contract, closed } = starting(found);
    await expect(contract).rejects.toThrow(ContractMismatchError);
    await expect(contract).rejects.toThrow(words);
    expect(closed()).toBe(1);
  });

  it('does not check a history that does not exist', async () => {
    await expect(starting({ counts: { [CAPTURED]: null }, config: {} }).contract).rejects.toThrow(
      /^topic inventory_source\.\S+ does not exist, the contract says 8$/,
    );
  });
});
