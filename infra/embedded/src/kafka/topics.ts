import { TOPIC_BATCH_BYTES } from '@stockproof/bounds';
import { TOPICS } from '@stockproof/events';
import type { TopicSpec } from '@stockproof/kafka';

const FOREVER = { 'retention.ms': '-1', 'retention.bytes': '-1' };
const AN_HOUR = { 'retention.ms': '3600000', 'segment.ms': '600000' };
const DEFAULT_LIMIT = { 'max.message.bytes': String(TOPIC_BATCH_BYTES.usual) };
/** A record of evidence lists what it found; a change message holds a row and its schema. */
const LARGE = { 'max.message.bytes': String(TOPIC_BATCH_BYTES.large) };
const COMPACTED = {
  'cleanup.policy': 'compact',
  'min.cleanable.dirty.ratio': '0.2',
  'segment.ms': '3600000',
};

/**
 * Every topic of the platform, with the partition count of the contract. They are created before anything
 * starts, because an automatically created topic would have another count.
 */
export function topicSpecs(partitions: number, prefix: string): TopicSpec[] {
  const bySku = (name: string, config: Readonly<Record<string, string>>): TopicSpec => ({
    name: prefix + name,
    partitions,
    config: { ...DEFAULT_LIMIT, ...config },
  });
  const single = (name: string): TopicSpec => ({
    name: prefix + name,
    partitions: 1,
    config: { ...DEFAULT_LIMIT, ...AN_HOUR },
  });
  return [
    bySku(TOPICS.updates, FOREVER),
    bySku(TOPICS.stockCommands, FOREVER),
    bySku(TOPICS.rejections, FOREVER),
    bySku(TOPICS.commandOutcomes, FOREVER),
    bySku(TOPICS.deadLetters, FOREVER),
    bySku(TOPICS.availability, COMPACTED),
    bySku(TOPICS.repairs, FOREVER),
    bySku(TOPICS.stockRepairs, FOREVER),
    bySku(TOPICS.reservationRepairs, FOREVER),
    { name: prefix + TOPICS.evidence, partitions: 1, config: { ...FOREVER, ...LARGE } },
    bySku(TOPICS.ledgerChanges, { ...FOREVER, ...LARGE }),
    bySku(TOPICS.stockOnHandChanges, { ...FOREVER, ...LARGE }),
    bySku(TOPICS.bucketChanges, { ...FOREVER, ...LARGE }),
    single(TOPICS.heartbeats),
    single(TOPICS.stockHeartbeats),
    single(TOPICS.signals),
    ...['inventory_source', 'inventory_source_stock', 'inventory_source_outbox'].map((source) => ({
      name: `__debezium-heartbeat.${prefix}${source}`,
      partitions: 1,
      config: { ...DEFAULT_LIMIT, ...AN_HOUR },
    })),
  ];
}

/**
 * Connect's own, as its worker would make them. A worker that starts as the grants are being made may not do
 * so yet, skips that silently, and its herder ends half a minute later for want of them, while the process
 * lives on and answers 500.
 */
export function connectTopicSpecs(): TopicSpec[] {
  return ['offsets', 'configs', 'status'].map((what) => ({
    name: `stockproof_connect_${what}`,
    partitions: 1,
    config: { 'cleanup.policy': 'compact' },
  }));
}
