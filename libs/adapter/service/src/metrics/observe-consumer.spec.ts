import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { observeConsumer } from './observe-consumer.js';

it('the backlog is reported by group, topic and partition, in messages and in seconds', async () => {
  const { meter, observed } = recordingMeter();
  const backlog = () => [
    { topic: 'a', partition: 0, messages: 3, oldest_ms: 7_500 },
    { topic: 'a', partition: 1, messages: 0, oldest_ms: null },
    { topic: 'b', partition: 0, messages: 5, oldest_ms: null },
    { topic: 'b', partition: 1, messages: 1, oldest_ms: 10_001 },
  ];
  observeConsumer({ meter }, 'g', backlog, () => 10_000);
  const at = (topic: string, partition: string) => ({ group: 'g', topic, partition });
  expect(await observed()).toEqual([
    ['stockproof_consumer_lag_messages', 3, at('a', '0')],
    ['stockproof_consumer_lag_seconds', 2.5, at('a', '0')],
    ['stockproof_consumer_lag_messages', 0, at('a', '1')],
    ['stockproof_consumer_lag_seconds', 0, at('a', '1')],
    // Not fetched yet: nobody knows how old they are.
    ['stockproof_consumer_lag_messages', 5, at('b', '0')],
    ['stockproof_consumer_lag_messages', 1, at('b', '1')],
    // A producer's clock that is ahead.
    ['stockproof_consumer_lag_seconds', 0, at('b', '1')],
  ]);
});
