import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import kafkajs, { type Cluster, type Logger } from 'kafkajs';
import { shardAssigner } from './shard-assigner.js';

const { MemberAssignment } = kafkajs.AssignerProtocol;

/** A cluster of which a client knows a topic's partitions only when it has asked for it and looked again. */
function cluster(counts: Readonly<Record<string, number>>): Cluster {
  const wanted = new Set<string>();
  const known = new Set<string>();
  return partOf<Cluster>({
    addMultipleTargetTopics: async (topics: string[]) => {
      await Promise.resolve();
      for (const topic of topics) wanted.add(topic);
    },
    refreshMetadataIfNecessary: async () => {
      const asked = [...wanted];
      await Promise.resolve();
      for (const topic of asked) known.add(topic);
    },
    findTopicPartitionMetadata: (topic: string) =>
      Array.from({ length: known.has(topic) ? (counts[topic] ?? 0) : 0 }, (_one, partitionId) => ({
        partitionId,
      })),
  });
}

async function assigned(
  members: Readonly<Record<string, string[]>>,
  counts: Readonly<Record<string, number>>,
) {
  const said: string[] = [];
  const logger = partOf<Logger>({ warn: (words: string) => void said.push(words) });
  const assigner = shardAssigner({ cluster: cluster(counts), groupId: 'g', logger });
  const protocols = Object.entries(members).map(([memberId, topics]) => ({
    memberId,
    memberMetadata: assigner.protocol({ topics }).metadata,
  }));
  const found = await assigner.assign({ members: protocols, topics: [] });
  const held = found.map(
    ({ memberId, memberAssignment }) =>
      [memberId, MemberAssignment.decode(memberAssignment)?.assignment ?? {}] as const,
  );
  return { held: Object.fromEntries(held), said: said.length };
}

describe('the leader of a group', () => {
  it('assigns partitions of one number to one member, whatever metadata it had', async () => {
    expect(await assigned({ one: ['a', 'b'], two: ['b', 'a'] }, { a: 4, b: 4 })).toEqual({
      held: { one: { a: [0, 2], b: [0, 2] }, two: { a: [1, 3], b: [1, 3] } },
      said: 0,
    });
  });

  it('assigns nothing to a member that reads other topics, and reports that', async () => {
    expect(await assigned({ old: ['a'], fresh: ['a', 'b'] }, { a: 2, b: 2 })).toEqual({
      held: { old: {}, fresh: { a: [0, 1], b: [0, 1] } },
      said: 1,
    });
  });

  it('assigns nothing if the topics have different partition counts', async () => {
    await expect(assigned({ one: ['a', 'b'] }, { a: 2, b: 4 })).rejects.toThrow(/a 2, b 4/);
  });
});
