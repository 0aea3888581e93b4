import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import kafkajs from 'kafkajs';
import { ownCluster } from '../own-cluster.js';
import { patchOffsetsToAwaitLeaders } from './patch-offsets-await-leaders.js';

interface Cluster {
  fetchTopicsOffset(topics: readonly object[]): Promise<unknown>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(): Record<string, number[]>;
  findBroker(): Promise<object>;
}

const ASKED = [{ topic: 'updates', fromBeginning: false, partitions: [{ partition: 0 }] }];
const ANSWER = { responses: [{ topic: 'updates', partitions: [{ partition: 0, offset: '7' }] }] };

const refused = (type: string): Error =>
  Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
const unknownBroker = (): Error => Object.assign(new Error('-1'), { name: 'KafkaJSBrokerNotFound' });

/** kafkajs's own cluster over a broker that gives these in turn; an Error is thrown. */
function clusterOver(...answers: (Error | object)[]) {
  const cluster = ownCluster<Cluster>(new kafkajs.Kafka({ brokers: ['127.0.0.1:1'] }));
  const refreshMetadata = jest.fn(async () => undefined);
  const listOffsets = async (): Promise<object> => {
    const next = answers.shift();
    if (next === undefined) throw new Error('asked too often');
    if (next instanceof Error) throw next;
    return next;
  };
  Object.assign(cluster, {
    refreshMetadata,
    findLeaderForPartitions: () => ({ 1: [0] }),
    findBroker: async () => ({ listOffsets }),
  });
  return { cluster, refreshMetadata };
}

describe('the offsets of a topic', () => {
  beforeEach(() => patchOffsetsToAwaitLeaders());

  it.each([
    ['no leader yet', refused('LEADER_NOT_AVAILABLE')],
    ['another leader than was known', refused('NOT_LEADER_FOR_PARTITION')],
    ['a leader that is no broker', unknownBroker()],
  ])('%s: the metadata is fetched, and the offsets are requested again', async (_what, error) => {
    const { cluster, refreshMetadata } = clusterOver(error, error, ANSWER);
    expect(await cluster.fetchTopicsOffset(ASKED)).toEqual(ANSWER.responses);
    expect(refreshMetadata).toHaveBeenCalledTimes(2);
  });

  it('fail at once for another error', async () => {
    const { cluster, refreshMetadata } = clusterOver(refused('TOPIC_AUTHORIZATION_FAILED'), ANSWER);
    await expect(cluster.fetchTopicsOffset(ASKED)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
    expect(refreshMetadata).not.toHaveBeenCalled();
  });

  it('fail without a leader when the time is up', async () => {
    patchOffsetsToAwaitLeaders(0);
    const { cluster, refreshMetadata } = clusterOver(refused('LEADER_NOT_AVAILABLE'), ANSWER);
    await expect(cluster.fetchTopicsOffset(ASKED)).rejects.toThrow('LEADER_NOT_AVAILABLE');
    expect(refreshMetadata).toHaveBeenCalledTimes(1);
  });
});
