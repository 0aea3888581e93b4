/** Thrown if the bytes end too early, or contain an impossible value. */
export class MalformedBytesError extends Error {
  override readonly name = 'MalformedBytesError';
}

/**
 * Reads Kafka's primitive types one after the other; never beyond the end of its bytes. Throws
 * MalformedBytesError.
 */
export class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  int8(): number {
    return this.bytes.readInt8(this.step(1));
  }

  int16(): number {
    return this.bytes.readInt16BE(this.step(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.step(4));
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.step(8));
  }

  /** Returns a view of the next bytes, not a copy. */
  take(length: number): Buffer {
    const from = this.step(length);
    return this.bytes.subarray(from, from + length);
  }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.take(length).toString('utf8');
  }

  /** Reads a 32-bit zigzag integer of at most five bytes. */
  varint(): number {
    let bits = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      bits |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (bits >>> 1) ^ -(bits & 1);
    }
    throw new MalformedBytesError('a number of more than five bytes');
  }

  /** Reads a 64-bit zigzag integer of at most ten bytes. */
  varlong(): bigint {
    let low = 0;
    // Nearly all values fit into a number, which is much faster than a bigint.
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt((low >>> 1) ^ -(low & 1));
    }
    let bits = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      bits |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (bits >> 1n) ^ -(bits & 1n));
    }
    throw new MalformedBytesError('a number of more than ten bytes');
  }

  /** Reads bytes preceded by their length; null for the length -1. */
  varbytes(): Buffer | null {
    const length = this.varint();
    return length === -1 ? null : this.take(length);
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new MalformedBytesError('the bytes end within a number');
    this.at += 1;
    return byte;
  }

  private step(length: number): number {
    if (length < 0 || length > this.left)
      throw new MalformedBytesError(`${length} bytes are promised, ${this.left} are there`);
    const from = this.at;
    this.at += length;
    return from;
  }
}
