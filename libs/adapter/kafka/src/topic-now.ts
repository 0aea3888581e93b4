import type { BrokerAdmin } from './port.js';

/** A topic as it is now: its id, and the earliest and next offset of each partition; null when it is gone. */
export async function topicNow(
  admin: BrokerAdmin,
  topic: string,
): Promise<{ topic_id: string; ends: ReadonlyMap<number, { low: number; high: number }> } | null> {
  const topic_id = (await admin.topicIds([topic])).get(topic) ?? null;
  return topic_id === null ? null : { topic_id, ends: await admin.offsets(topic) };
}
