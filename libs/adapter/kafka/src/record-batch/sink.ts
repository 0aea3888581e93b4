import { MalformedBytesError } from './cursor.js';

/** The unpacked bytes, and why they end: complete, at the limit, or at corrupt bytes. */
export interface Unpacked {
  readonly bytes: Buffer;
  readonly ended: 'whole' | 'limit' | 'corrupt';
}

class FullError extends Error {}

/** Collects unpacked bytes up to a limit, and never allocates more. */
export class Sink {
  private bytes: Buffer;
  length = 0;

  constructor(
    private readonly limit: number,
    expected: number,
  ) {
    this.bytes = Buffer.alloc(Math.min(limit, Math.max(expected, 64)));
  }

  /** Appends as many of these bytes as fit. */
  literal(from: Buffer): void {
    const room = this.roomFor(from.length);
    from.copy(this.bytes, this.length, 0, room);
    this.advance(room, from.length);
  }

  /** Repeats the bytes that begin `back` bytes before the end; the copy may read what it writes. */
  repeat(back: number, length: number): void {
    if (back <= 0 || back > this.length) throw new MalformedBytesError('a copy from before the beginning');
    const room = this.roomFor(length);
    const { bytes } = this;
    const from = this.length - back;
    // Copied bytes repeat too, so each step may use everything written so far.
    for (let done = 0; done < room;) {
      const step = Math.min(room - done, back + done);
      bytes.copyWithin(this.length + done, from, from + step);
      done += step;
    }
    this.advance(room, length);
  }

  /** Runs the unpacking and returns how it ended. */
  fill(unpack: () => void): Unpacked {
    const ended = endOf(unpack);
    return { bytes: this.bytes.subarray(0, this.length), ended };
  }

  private roomFor(length: number): number {
    const wanted = Math.min(this.limit, this.length + length);
    if (wanted > this.bytes.length) {
      const grown = Buffer.alloc(Math.min(this.limit, Math.max(wanted, 2 * this.bytes.length)));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    return wanted - this.length;
  }

  private advance(written: number, wanted: number): void {
    this.length += written;
    if (written < wanted) throw new FullError();
  }
}

function endOf(unpack: () => void): Unpacked['ended'] {
  try {
    unpack();
    return 'whole';
  } catch (error) {
    if (error instanceof FullError) return 'limit';
    if (error instanceof MalformedBytesError || error instanceof RangeError) return 'corrupt';
    throw error;
  }
}
