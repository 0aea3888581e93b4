// @ts-expect-error: kafkajs describes its public part only
import KafkaJsConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

interface ConsumerGroup {
  readonly groupId: string;
  coordinator: object | null;
  readonly cluster: { findGroupCoordinator(of: { readonly groupId: string }): Promise<object> };
  heartbeat(options: { readonly interval: number }): Promise<void>;
}

const { prototype } = KafkaJsConsumerGroup as { prototype: ConsumerGroup };
const beat = prototype.heartbeat;

const GONE = ['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError'];

/**
 * kafkajs sends heartbeats to the coordinator that it found when it joined, also when that broker is gone, until its
 * retries are used up and the consumer starts again. This patches it for the whole process: after a heartbeat that
 * could not be sent it asks who the coordinator is. Another broker that has taken over knows the member, so nothing
 * is rebalanced. If none is found the heartbeat fails as before, and what the coordinator answers is thrown as before.
 */
export function patchHeartbeatToFindCoordinator(): void {
  prototype.heartbeat = async function (this: ConsumerGroup, options) {
    try {
      await beat.call(this, options);
    } catch (error) {
      if (!GONE.includes((error as Error).name)) throw error;
      // Without any broker that answers, the error of the heartbeat says so in a way that kafkajs tries again.
      const found = await this.cluster.findGroupCoordinator({ groupId: this.groupId }).catch(() => null);
      if (found === null) throw error;
      this.coordinator = found;
    }
  };
}
