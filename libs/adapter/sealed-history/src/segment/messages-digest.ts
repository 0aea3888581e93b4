import { createHash, type Hash } from 'node:crypto';
import type { SchemaPrefix } from './schema-prefix.js';

const NULL = 0xffff_ffff;
const NO_PREFIX = Buffer.alloc(32);

/**
 * SHA-256 over messages in offset order. Each adds: offset (64 bits), key, SHA-256 of the schema prefix (zeros
 * if the value has none), rest of the value. Key and rest have their length before them (32 bits, all ones for
 * null). All numbers big-endian. The prefix is hashed once and not with each message, since it is most of a
 * message.
 */
export class MessagesDigest {
  private readonly digest: Hash = createHash('sha256');
  private readonly head = Buffer.alloc(12);
  private readonly tail = Buffer.alloc(36);
  private readonly prefixes = new Map<string, Buffer>();
  private count = 0;

  add(offset: number, key: Buffer | null, prefix: SchemaPrefix | null, rest: Buffer | null): void {
    this.head.writeBigUInt64BE(BigInt(offset), 0);
    this.head.writeUInt32BE(key?.length ?? NULL, 8);
    this.digest.update(this.head);
    if (key !== null) this.digest.update(key);
    (prefix === null ? NO_PREFIX : this.digestOf(prefix)).copy(this.tail);
    this.tail.writeUInt32BE(rest?.length ?? NULL, 32);
    this.digest.update(this.tail);
    if (rest !== null) this.digest.update(rest);
    this.count += 1;
  }

  get messages(): number {
    return this.count;
  }

  /** Hex. Nothing may be added afterwards. */
  finish(): string {
    return this.digest.digest('hex');
  }

  private digestOf({ sha256 }: SchemaPrefix): Buffer {
    let bytes = this.prefixes.get(sha256);
    if (bytes === undefined) {
      bytes = Buffer.from(sha256, 'hex');
      if (this.prefixes.size < MAX_CACHED) this.prefixes.set(sha256, bytes);
    }
    return bytes;
  }
}

const MAX_CACHED = 64;
