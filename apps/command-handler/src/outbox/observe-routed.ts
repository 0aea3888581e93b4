import type { BrokerAdmin } from '@stockproof/kafka';
import { atMostEvery, type Telemetry } from '@stockproof/telemetry';

const READ_EVERY_MS = 10_000;

/**
 * Registers how many messages the topics of the outbox have. Only its connector writes to them, so the difference to
 * `stockproof_outbox_written` over the same time is on its way, or stands still: the table itself is always empty.
 */
export function observeRouted(
  { meter }: Pick<Telemetry, 'meter'>,
  admin: Pick<BrokerAdmin, 'offsets'>,
  topics: readonly string[],
  now_ms: () => number = Date.now,
): void {
  const read = atMostEvery(
    READ_EVERY_MS,
    () => Promise.all(topics.map(async (topic) => [topic, await end(admin, topic)] as const)),
    now_ms,
  );
  meter
    .createObservableCounter('stockproof_outbox_routed', {
      description: 'messages that a topic of the outbox has had, by its end offsets',
    })
    .addCallback(async (result) => {
      for (const [topic, messages] of await read()) result.observe(messages, { topic });
    });
}

async function end(admin: Pick<BrokerAdmin, 'offsets'>, topic: string): Promise<number> {
  let sum = 0;
  for (const { high } of (await admin.offsets(topic)).values()) sum += high;
  return sum;
}
