import { close, openSync, write } from 'node:fs';
import { Writable } from 'node:stream';

/** Appends the output of a part to a file. If the disk is full, output is lost, and the part goes on. */
export function openPartLog(file: string): Writable {
  const fd = openOrNull(file);
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (fd === null) done();
      else write(fd, chunk, () => done());
    },
    final(done) {
      if (fd === null) done();
      else close(fd, () => done());
    },
  });
}

function openOrNull(file: string): number | null {
  try {
    return openSync(file, 'a');
  } catch {
    return null;
  }
}
