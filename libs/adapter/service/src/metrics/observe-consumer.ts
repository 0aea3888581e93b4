import type { PartitionBacklog } from '@stockproof/kafka';
import type { Telemetry } from '@stockproof/telemetry';

const MS_PER_S = 1_000;

/**
 * Registers what waits for a consumer group, in messages and as the age of the oldest one in seconds, by group, topic
 * and partition. A partition is told by the process that holds it, so a sum counts each once. The age is 0 where
 * nothing waits, and is left out until the first fetch.
 */
export function observeConsumer(
  { meter }: Pick<Telemetry, 'meter'>,
  group: string,
  backlog: () => readonly PartitionBacklog[],
  now_ms: () => number = Date.now,
): void {
  const waiting = meter.createObservableGauge('stockproof_consumer_lag_messages', {
    description: 'messages that a group has not applied, as of the last fetch of their partition',
  });
  const oldest = meter.createObservableGauge('stockproof_consumer_lag_seconds', {
    description: 'age of the oldest message that a group has fetched and not applied; 0 for none',
    unit: 's',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const at_ms = now_ms();
      for (const { topic, partition, messages, oldest_ms } of backlog()) {
        const labels = { group, topic, partition: String(partition) };
        result.observe(waiting, messages, labels);
        if (messages === 0) result.observe(oldest, 0, labels);
        else if (oldest_ms !== null)
          result.observe(oldest, Math.max(0, at_ms - oldest_ms) / MS_PER_S, labels);
      }
    },
    [waiting, oldest],
  );
}
