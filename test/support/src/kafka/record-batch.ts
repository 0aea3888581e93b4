import { type Packing, PACKINGS, pack } from './packing.js';

export interface BuiltRecord {
  readonly key?: Buffer | string | null;
  readonly value?: Buffer | string | null;
  readonly headers?: readonly (readonly [string, string | null])[];
  /** Offset in the batch; consecutive if left out. */
  readonly offset_delta?: number;
}

export interface BatchOptions {
  readonly first_offset?: number;
  readonly packing?: Packing;
  /** Replaces the number of records, and the offset of the last one. */
  readonly count?: number;
  readonly last_delta?: number;
  readonly attributes?: number;
  /** None if left out. */
  readonly producer_id?: number;
  /** Changes the records before and after they are packed. */
  readonly spoil?: (records: Buffer) => Buffer;
  readonly damage?: (packed: Buffer) => Buffer;
}

/** A record batch as it is in a log, format 2, without its checksum. */
export function recordBatch(records: readonly BuiltRecord[], options: BatchOptions = {}): Buffer {
  const {
    first_offset = 0,
    packing = 'none',
    count = records.length,
    attributes = 0,
    spoil = same,
    damage = same,
  } = options;
  const deltas = records.map(({ offset_delta }, index) => offset_delta ?? index);
  const body = damage(
    pack[packing](
      spoil(Buffer.concat(records.map((record, index) => builtRecord(record, deltas[index] ?? 0)))),
    ),
  );
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(first_offset), 0);
  head.writeInt32BE(49 + body.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(attributes | PACKINGS.indexOf(packing), 21);
  head.writeInt32BE(options.last_delta ?? deltas.at(-1) ?? 0, 23);
  head.writeBigInt64BE(1_000n, 27);
  head.writeBigInt64BE(9_000n, 35);
  head.writeBigInt64BE(BigInt(options.producer_id ?? -1), 43);
  head.writeInt32BE(count, 57);
  return Buffer.concat([head, body]);
}

/** A record with its length in front. */
function builtRecord({ key = null, value = null, headers = [] }: BuiltRecord, offset_delta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(0),
    zigzag(offset_delta),
    sized(key),
    sized(value),
    zigzag(headers.length),
    ...headers.flatMap(([name, text]) => [sized(name), sized(text)]),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

function sized(text: Buffer | string | null): Buffer {
  if (text === null) return zigzag(-1);
  const bytes = Buffer.from(text);
  return Buffer.concat([zigzag(bytes.length), bytes]);
}

export function zigzag(value: number): Buffer {
  const out: number[] = [];
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; rest >= 128; rest >>>= 7) out.push((rest & 127) | 128);
  return Buffer.from([...out, rest]);
}

const same = (bytes: Buffer): Buffer => bytes;
