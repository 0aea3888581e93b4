// @ts-expect-error: kafkajs describes its public part only
import KafkaDecoder from 'kafkajs/src/protocol/decoder.js';
// @ts-expect-error: kafkajs describes its public part only
import KafkaEncoder from 'kafkajs/src/protocol/encoder.js';

interface Encoder {
  writeInt8(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeUVarIntArray(value: readonly Encoder[]): Encoder;
  writeUVarIntBytes(value?: Buffer): Encoder;
  writeUVarIntString(value: string): Encoder;
}

interface Decoder {
  readInt16(): number;
  readInt32(): number;
  readTaggedFields(): unknown;
  readUVarIntArray<T>(reader: (decoder: Decoder) => T): T[] | null;
  readUVarIntString(): string | null;
}

const ALTER_USER_SCRAM_CREDENTIALS = 51;
const SCRAM_SHA_512 = 2;

const encoder = (): Encoder => new (KafkaEncoder as new () => Encoder)();

/** What the broker stores for a password; it never has the password itself. */
export interface ScramCredential {
  readonly name: string;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly salted_password: Buffer;
}

/** Result for one login: an error code (0: none). */
export interface AlteredLogin {
  readonly name: string;
  readonly error_code: number;
  readonly error: string | null;
}

/**
 * Encodes and decodes AlterUserScramCredentials, version 0, which kafkajs does not support. Strings and
 * arrays are compact, and every structure ends with tagged fields.
 */
export function alterScramV0(credentials: readonly ScramCredential[]) {
  return {
    request: {
      apiKey: ALTER_USER_SCRAM_CREDENTIALS,
      apiVersion: 0,
      apiName: 'AlterUserScramCredentials',
      encode: (): Promise<Encoder> =>
        Promise.resolve(
          encoder()
            .writeUVarIntBytes() // tagged fields of the header
            .writeUVarIntArray([]) // nobody is deleted
            .writeUVarIntArray(credentials.map(upsertion))
            .writeUVarIntBytes(),
        ),
    },
    response: {
      decode: (data: Buffer): Promise<readonly AlteredLogin[]> => Promise.resolve(readResults(data)),
      parse: (results: readonly AlteredLogin[]): Promise<readonly AlteredLogin[]> => Promise.resolve(results),
    },
  };
}

function upsertion({ name, iterations, salt, salted_password }: ScramCredential): Encoder {
  return encoder()
    .writeUVarIntString(name)
    .writeInt8(SCRAM_SHA_512)
    .writeInt32(iterations)
    .writeUVarIntBytes(salt)
    .writeUVarIntBytes(salted_password)
    .writeUVarIntBytes();
}

function readResults(data: Buffer): AlteredLogin[] {
  const decoder = new (KafkaDecoder as new (buffer: Buffer) => Decoder)(data);
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  return (
    decoder.readUVarIntArray((one) => {
      const read = {
        name: one.readUVarIntString() ?? '',
        error_code: one.readInt16(),
        error: one.readUVarIntString(),
      };
      one.readTaggedFields();
      return read;
    }) ?? []
  );
}
