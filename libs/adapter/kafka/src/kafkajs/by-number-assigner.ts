import kafkajs, { type PartitionAssigner } from 'kafkajs';

/**
 * Gives partitions of one number, of every topic, to one member: topics that are keyed alike are worked on by the same
 * process. kafkajs' round robin does so only when the counts happen to divide.
 */
export const byNumberAssigner: PartitionAssigner = ({ cluster }) => ({
  name: 'StockproofByNumber',
  version: 1,
  assign: async ({ members, topics }) => {
    await cluster.refreshMetadataIfNecessary();
    const sorted = members.map(({ memberId }) => memberId).sort();
    const assignments = new Map(sorted.map((memberId) => [memberId, {} as Record<string, number[]>]));
    for (const topic of topics) {
      for (const { partitionId } of cluster.findTopicPartitionMetadata(topic)) {
        const memberId = sorted[partitionId % sorted.length] ?? '';
        const assignment = assignments.get(memberId) ?? {};
        (assignment[topic] ??= []).push(partitionId);
      }
    }
    return [...assignments].map(([memberId, assignment]) => ({
      memberId,
      memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({ version: 1, assignment, userData: Buffer.alloc(0) }),
    }));
  },
  protocol: ({ topics }) => ({
    name: 'StockproofByNumber',
    metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
  }),
});
