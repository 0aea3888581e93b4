/** The longest line of a file, in bytes. An update has at most a tenth of it. */
export const FILE_LINE_BYTES = 65_536;

/** A line of a file, without its line break. `bytes` is null if it is longer than FILE_LINE_BYTES. */
export interface FileLine {
  readonly line: number;
  readonly bytes: Uint8Array | null;
  /** Bytes from the beginning of the input to behind the line break. */
  readonly end: number;
}

const LF = 10;
const CR = 13;

/**
 * Splits pieces of a file into lines, at LF or CRLF. It holds one unfinished line, and nothing of a line that is
 * too long.
 */
export class LineSplitter {
  private parts: Uint8Array[] = [];
  private held = 0;
  private is_too_long = false;
  private offset: number;

  /** The number of the first line, and where in the file the first piece begins. */
  constructor(
    private line = 1,
    offset = 0,
  ) {
    this.offset = offset;
  }

  /** The lines that end in this piece. The piece must not be changed afterwards. */
  push(piece: Uint8Array): FileLine[] {
    const found: FileLine[] = [];
    let from = 0;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, from)) {
      this.hold(piece.subarray(from, at));
      found.push(this.take(this.offset + at + 1));
      from = at + 1;
    }
    this.hold(piece.subarray(from));
    this.offset += piece.length;
    return found;
  }

  /** The last line, if it has no line break. */
  end(): FileLine[] {
    return this.held === 0 && !this.is_too_long ? [] : [this.take(this.offset)];
  }

  private hold(part: Uint8Array): void {
    if (part.length === 0 || this.is_too_long) return;
    this.held += part.length;
    // One more for a CR.
    this.is_too_long = this.held > FILE_LINE_BYTES + 1;
    if (this.is_too_long) this.parts = [];
    else this.parts.push(part);
  }

  private take(end: number): FileLine {
    const bytes = this.is_too_long ? null : withoutCr(joined(this.parts, this.held));
    const taken = { line: this.line, bytes: (bytes?.length ?? 0) > FILE_LINE_BYTES ? null : bytes, end };
    this.line += 1;
    this.parts = [];
    this.held = 0;
    this.is_too_long = false;
    return taken;
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function withoutCr(line: Uint8Array): Uint8Array {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
