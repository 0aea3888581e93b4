import type { ICustomPartitioner, IHeaders, Message } from 'kafkajs';
import type { ConsumedMessage, ProducedMessage } from '../port.js';
import type { RecordFault } from '../record-batch/fetched-record.js';

/** A message of kafkajs, or a record as it was fetched. */
interface Fetched {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, IHeaders[string] | null>>;
  readonly fault?: RecordFault | null;
}

/** Converts a fetched message to the port's form. */
export function toConsumed(message: Fetched): ConsumedMessage {
  const { fault } = message;
  return {
    ...(fault === null || fault === undefined ? {} : { fault }),
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: message.headers === undefined ? NO_HEADERS : readHeaders(message.headers),
    timestamp: Number(message.timestamp),
  };
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** If a header is repeated, the last value counts; one without a value (null) is empty. */
function readHeaders(headers: NonNullable<Fetched['headers']>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    const last: Buffer | string | null | undefined = Array.isArray(value) ? value.at(-1) : value;
    return [name, last?.toString() ?? ''];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Converts a message of the port to kafkajs's form. */
export function toProduced({ partition, key, value, headers }: ProducedMessage): Message {
  return { partition, key, value, ...(headers === undefined ? {} : { headers: { ...headers } }) };
}

/** Every message names its partition; the client never chooses one. Throws TypeError otherwise. */
export const namedPartition: ICustomPartitioner =
  () =>
  ({ message }) => {
    if (message.partition === undefined) throw new TypeError('a message must name its partition');
    return message.partition;
  };
