import type { ICustomPartitioner, IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { ConsumedMessage, ProducedMessage } from '../port.js';

export function toConsumed(message: KafkaMessage): ConsumedMessage {
  return {
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: message.headers === undefined ? NO_HEADERS : readHeaders(message.headers),
    timestamp: Number(message.timestamp),
  };
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** Of a header that stands more than once the last value counts. */
function readHeaders(headers: IHeaders): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) read[name] = last.toString();
  }
  return read;
}

export function toProduced({ partition, key, value, headers }: ProducedMessage): Message {
  return { partition, key, value, ...(headers === undefined ? {} : { headers: { ...headers } }) };
}

/** Every message names its partition; the client never chooses one. */
export const namedPartition: ICustomPartitioner = () => ({ message }) => {
  if (message.partition === undefined) throw new TypeError('a message must name its partition');
  return message.partition;
};
