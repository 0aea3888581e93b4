import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { assignShards, holdersIn } from './assign-shards.js';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
/**
 * Members of an older version use the same name; their leader also gives the partitions of one number to one
 * member.
 */
const NAME = 'StockproofByNumber';

/**
 * Assigns a shard, which is the partitions of one number of every topic, to one member. kafkajs's round robin
 * does so only for some counts, and Kafka's range assignment only while all members subscribe to the same
 * topics.
 */
export const shardAssigner: PartitionAssigner = ({ cluster, logger }) => ({
  name: NAME,
  version: 1,
  assign: async ({ members }) => {
    const subscribed = members.map(({ memberId, memberMetadata }) => ({
      id: memberId,
      topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
    }));
    const holders = holdersIn(subscribed);
    const waiting = subscribed.filter(({ id }) => !holders.members.includes(id));
    if (waiting.length > 0) {
      logger.warn(
        'members of the group subscribe to different topics; some hold nothing until the others are gone',
        { topics: holders.topics, waiting },
      );
    }
    await cluster.addMultipleTargetTopics([...holders.topics]);
    await cluster.refreshMetadataIfNecessary();
    const counts = new Map(
      holders.topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]),
    );
    const shards = assignShards(holders, counts);
    return subscribed.map(({ id }) => {
      const mine = shards.get(id) ?? [];
      const assignment =
        mine.length === 0 ? {} : Object.fromEntries(holders.topics.map((topic) => [topic, mine]));
      return {
        memberId: id,
        memberAssignment: MemberAssignment.encode({ version: 1, assignment, userData: Buffer.alloc(0) }),
      };
    });
  },
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
  }),
});
