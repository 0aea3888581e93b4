import type { BrokerAdmin } from './port.js';

/**
 * Reads a topic's id and the earliest and next offset of each partition; null if the topic does not exist.
 */
export async function topicNow(
  admin: BrokerAdmin,
  topic: string,
): Promise<{ topic_id: string; ends: ReadonlyMap<number, { low: number; high: number }> } | null> {
  const topic_id = (await admin.topicIds([topic])).get(topic) ?? null;
  return topic_id === null ? null : { topic_id, ends: await admin.offsets(topic) };
}
