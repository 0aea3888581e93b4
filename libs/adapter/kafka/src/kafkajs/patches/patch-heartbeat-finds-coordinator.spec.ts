import { beforeEach, describe, expect, it } from '@jest/globals';
// @ts-expect-error: kafkajs describes its public part only
import KafkaJsConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { patchHeartbeatToFindCoordinator } from './patch-heartbeat-finds-coordinator.js';

interface Group {
  coordinator: object | null;
  memberId: string;
  heartbeat(options: { interval: number }): Promise<void>;
}
type Options = Readonly<Record<'logger' | 'cluster' | 'instrumentationEmitter' | 'groupId', unknown>>;

const failed = (name: string): Error => Object.assign(new Error(name), { name });

/** kafkajs's own member of a group, whose coordinator fails with this error; counts what the next one gets. */
function memberWith(error: Error | null, found: 'found' | 'none' = 'found') {
  const beats = { first: 0, second: 0 };
  const second = { heartbeat: async () => void (beats.second += 1) };
  const findGroupCoordinator = async (): Promise<object> => {
    if (found === 'none') throw failed('KafkaJSGroupCoordinatorNotFound');
    return second;
  };
  const logger = { namespace: () => ({}) };
  const Class = KafkaJsConsumerGroup as new (options: Options) => Group;
  const instrumentationEmitter = { emit: () => undefined };
  const cluster = { findGroupCoordinator };
  const group = new Class({ logger, cluster, instrumentationEmitter, groupId: 'group' });
  group.memberId = 'member';
  group.coordinator = {
    heartbeat: async () => {
      beats.first += 1;
      if (error !== null) throw error;
    },
  };
  return { group, beats };
}

// Always due.
const NOW = { interval: -1 };

describe('a heartbeat', () => {
  beforeEach(() => patchHeartbeatToFindCoordinator());

  it.each([
    ['a broker that is not there', 'KafkaJSConnectionError'],
    ['a broker that was killed', 'KafkaJSConnectionClosedError'],
    ['a broker that does not answer', 'KafkaJSRequestTimeoutError'],
  ])('to %s: the next one goes to the new coordinator', async (_what, name) => {
    const { group, beats } = memberWith(failed(name));
    await group.heartbeat(NOW);
    await group.heartbeat(NOW);
    expect(beats).toEqual({ first: 1, second: 1 });
  });

  it('stays with a coordinator that answers, also a refusal', async () => {
    const well = memberWith(null);
    await well.group.heartbeat(NOW);
    await well.group.heartbeat(NOW);
    const refused = memberWith(failed('KafkaJSProtocolError'));
    await expect(refused.group.heartbeat(NOW)).rejects.toThrow('KafkaJSProtocolError');
    expect([well.beats.first, refused.beats]).toEqual([2, { first: 1, second: 0 }]);
  });

  it('fails as before if there is no coordinator', async () => {
    const { group } = memberWith(failed('KafkaJSConnectionError'), 'none');
    await expect(group.heartbeat(NOW)).rejects.toThrow('KafkaJSConnectionError');
  });
});
