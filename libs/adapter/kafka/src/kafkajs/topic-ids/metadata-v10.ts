// @ts-expect-error: kafkajs describes its public part only
import KafkaDecoder from 'kafkajs/src/protocol/decoder.js';
// @ts-expect-error: kafkajs describes its public part only
import KafkaEncoder from 'kafkajs/src/protocol/encoder.js';
// @ts-expect-error: kafkajs describes its public part only
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';

interface Encoder {
  writeBoolean(value: boolean): Encoder;
  writeBuffer(value: Buffer): Encoder;
  writeUVarIntArray(value: readonly Encoder[]): Encoder;
  writeUVarIntBytes(): Encoder;
  writeUVarIntString(value: string): Encoder;
}

interface Decoder {
  buffer: Buffer;
  offset: number;
  readBoolean(): boolean;
  readInt16(): number;
  readInt32(): number;
  readTaggedFields(): unknown;
  readUVarIntArray<T>(reader: (decoder: Decoder) => T): T[] | null;
  readUVarIntString(): string | null;
}

const encoder = (): Encoder => new (KafkaEncoder as new () => Encoder)();

/** The broker's answer about one topic: an error code (0: none), and its id. */
export interface DescribedTopic {
  readonly name: string;
  readonly error_code: number;
  readonly topic_id: string;
}

const UUID_BYTES = 16;
const ANY_ID = Buffer.alloc(UUID_BYTES);

/**
 * Encodes and decodes Metadata, version 10, the first with topic ids (Kafka 2.8); kafkajs supports up to
 * version 6. Strings and arrays are compact, and every structure ends with tagged fields.
 */
export function metadataV10(topics: readonly string[]) {
  return {
    request: {
      apiKey: (apiKeys as { Metadata: number }).Metadata,
      apiVersion: 10,
      apiName: 'Metadata',
      encode: (): Promise<Encoder> =>
        Promise.resolve(
          encoder()
            .writeUVarIntBytes()
            .writeUVarIntArray(
              topics.map((name) =>
                encoder().writeBuffer(ANY_ID).writeUVarIntString(name).writeUVarIntBytes(),
              ),
            )
            .writeBoolean(false)
            .writeBoolean(false)
            .writeBoolean(false)
            .writeUVarIntBytes(),
        ),
    },
    response: {
      decode: (data: Buffer): Promise<readonly DescribedTopic[]> => Promise.resolve(readTopics(data)),
      parse: (topicsRead: readonly DescribedTopic[]): Promise<readonly DescribedTopic[]> =>
        Promise.resolve(topicsRead),
    },
  };
}

function readTopics(data: Buffer): DescribedTopic[] {
  const decoder = new (KafkaDecoder as new (buffer: Buffer) => Decoder)(data);
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  decoder.readUVarIntArray(skipBroker);
  decoder.readUVarIntString(); // cluster id
  decoder.readInt32(); // controller
  return decoder.readUVarIntArray(readTopic) ?? [];
}

function skipBroker(decoder: Decoder): void {
  decoder.readInt32();
  decoder.readUVarIntString(); // host
  decoder.readInt32();
  decoder.readUVarIntString(); // rack
  decoder.readTaggedFields();
}

function readTopic(decoder: Decoder): DescribedTopic {
  const error_code = decoder.readInt16();
  const name = decoder.readUVarIntString() ?? '';
  const topic_id = readUuid(decoder);
  decoder.readBoolean(); // internal
  decoder.readUVarIntArray(skipPartition);
  decoder.readInt32(); // operations that this login may do
  decoder.readTaggedFields();
  return { name, error_code, topic_id };
}

function skipPartition(decoder: Decoder): void {
  decoder.readInt16();
  for (let index = 0; index < 3; index += 1) decoder.readInt32(); // partition, leader, epoch of the leader
  for (let list = 0; list < 3; list += 1) decoder.readUVarIntArray((one) => one.readInt32()); // replicas, in sync, offline
  decoder.readTaggedFields();
}

/** In PostgreSQL's form of a uuid. */
function readUuid(decoder: Decoder): string {
  const hex = decoder.buffer.subarray(decoder.offset, decoder.offset + UUID_BYTES).toString('hex');
  decoder.offset += UUID_BYTES;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
