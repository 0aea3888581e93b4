import { beyondMessage } from '@stockproof/bounds';
import {
  type Decoded,
  decodeStockCommand,
  decodeUpdate,
  isCorrelationId,
  readTraceparent,
  skuPartition,
  TOPICS,
} from '@stockproof/events';
import type { ConsumedMessage, MessageBatch } from '@stockproof/kafka';
import type { checkSignature } from '@stockproof/producer-signature';
import type { Delivery, PoisonDelivery, Source } from './delivery.js';
import type { QuarantineReason } from './quarantine-reasons.js';

/** What a batch is decoded with. All messages of a batch have the same `now_ms`, ms since the epoch. */
export interface DecodeContext {
  /** The topic without the installation's prefix; it decides which schema is used. */
  readonly logical_topic: string;
  readonly partitions: number;
  readonly now_ms: number;
  /** Checks whether the producer of an update may write for its seller. */
  readonly checkProducer: ReturnType<typeof checkSignature>;
}

/** Turns every message into an update or poison, in the order received; none is dropped. Never throws. */
export function decodeBatch(batch: MessageBatch, context: DecodeContext): Delivery[] {
  const decode = context.logical_topic === TOPICS.stockCommands ? decodeStockCommand : decodeUpdate;
  // Kafka lets only one service write commands to their topic.
  const checkProducer = context.logical_topic === TOPICS.stockCommands ? null : context.checkProducer;
  return batch.messages.map((message) => {
    const source = {
      source_topic: batch.topic,
      source_partition: batch.partition,
      source_offset: message.offset,
    };
    const refused = refusedUnread(message, source);
    if (refused !== null) return refused;
    const delivery = toDelivery(
      decode(message.value ?? EMPTY, context.now_ms),
      message,
      source,
      context.partitions,
    );
    return checkProducer === null ? delivery : refuseForeign(delivery, message, checkProducer);
  });
}

const EMPTY = Buffer.alloc(0);

/** A message that is too large or unreadable is not parsed, so nothing in it is used. */
function refusedUnread(message: ConsumedMessage, source: Source): PoisonDelivery | null {
  const { fault, value, key } = message;
  if (fault !== undefined) {
    const { reason, detail, unread } = fault;
    return { ...poison(message, source, reason, detail, {}), ...(unread === null ? {} : { unread }) };
  }
  const beyond = beyondMessage({ value_bytes: value?.length ?? 0, key_bytes: key?.length ?? 0 });
  return beyond === null ? null : poison(message, source, 'too_large', beyond, {});
}

function toDelivery(
  decoded: Decoded,
  message: ConsumedMessage,
  source: Source,
  partitions: number,
): Delivery {
  if (!decoded.ok) return poison(message, source, decoded.reason, decoded.detail, decoded);
  const { update } = decoded;
  const trace = readTraceparent(message.headers['traceparent']);
  const home = skuPartition(update.sku, partitions);
  if (home !== source.source_partition) {
    const detail = `sku belongs to partition ${home}, the message was in ${source.source_partition}`;
    return poison(message, source, 'wrong_partition', detail, update);
  }
  return {
    kind: 'update',
    ...source,
    update,
    request_hash: decoded.request_hash,
    correlation_id: headerId(message, 'correlation_id') ?? trace?.trace_id ?? null,
    causation_id: headerId(message, 'causation_id'),
    traceparent: trace?.text ?? null,
    value: message.value ?? EMPTY,
  };
}

/**
 * Checked last, so another fault is reported first. A message that its producer may not write is stored
 * without a seller, so that it is not among the dead letters and outcomes of the seller it names.
 */
function refuseForeign(
  delivery: Delivery,
  { headers, key, value }: ConsumedMessage,
  checkProducer: DecodeContext['checkProducer'],
): Delivery {
  const of_update = delivery.kind === 'update';
  const { seller_id, event_id, sku } = of_update ? delivery.update : delivery;
  if (seller_id === null) return delivery;
  const checked = checkProducer(headers, value ?? EMPTY, seller_id);
  if (checked.ok) return delivery;
  if (!of_update) return { ...delivery, seller_id: null };
  const { source_topic, source_partition, source_offset } = delivery;
  const { reason, detail } = checked;
  return {
    kind: 'poison',
    source_topic,
    source_partition,
    source_offset,
    reason,
    detail,
    seller_id: null,
    event_id,
    sku,
    key,
    value,
    headers,
  };
}

type Ids = {
  readonly seller_id?: string | null;
  readonly event_id?: string | null;
  readonly sku?: string | null;
};

function poison(
  message: ConsumedMessage,
  source: Source,
  reason: QuarantineReason,
  detail: string,
  ids: Ids,
): PoisonDelivery {
  return {
    kind: 'poison',
    ...source,
    reason,
    detail,
    seller_id: ids.seller_id ?? null,
    event_id: ids.event_id ?? null,
    sku: ids.sku ?? null,
    key: message.key,
    value: message.value,
    headers: message.headers,
  };
}

/** Headers come from the producer: one that a ledger row cannot store counts as missing. */
function headerId(message: ConsumedMessage, name: string): string | null {
  const value = message.headers[name];
  return value !== undefined && isCorrelationId(value) ? value : null;
}
