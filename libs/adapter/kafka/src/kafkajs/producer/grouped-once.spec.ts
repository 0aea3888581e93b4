import { describe, expect, it, jest } from '@jest/globals';
import type { Message } from 'kafkajs';
// @ts-expect-error: kafkajs describes its public part only
import kafkaJsGroups from 'kafkajs/src/producer/groupMessagesPerPartition.js';
import { namedPartition } from '../messages.js';
import { groupedOnce } from './grouped-once.js';

type Groups = Record<string, Message[]>;

/** What kafkajs makes of messages, and how often it asked for the partition of one itself. */
function grouped(messages: Message[]): { groups: Groups; asked: number } {
  const partitioner = jest.fn(namedPartition());
  const group = kafkaJsGroups as (question: object) => Groups;
  const groups = group({ topic: 't', partitionMetadata: [{}], messages, partitioner });
  return { groups: { ...groups }, asked: partitioner.mock.calls.length };
}

const at = (...partitions: number[]): Message[] =>
  partitions.map((partition, index) => ({ partition, value: `v${index}` }));

describe('messages that are grouped once', () => {
  it.each([[[]], [[3]], [[3, 3, 3]], [[1, 0, 1, 7, 0]]])(
    'of partitions %j are the groups of kafkajs',
    (of) => {
      const { groups, asked } = grouped(groupedOnce(at(...of)));
      expect([groups, asked]).toEqual([grouped(at(...of)).groups, 0]);
    },
  );

  it('must name their partition', () => {
    expect(() => grouped(groupedOnce([{ value: 'v' }]))).toThrow('a message must name its partition');
  });
});
