import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './nemesis.js';

const SIZE = '3g';
const PIECE = Buffer.alloc(4 * 1024 * 1024, 1);

/** A small disk for an instance that can be filled. */
export interface SmallDisk {
  readonly home: string;
  unmount(): void;
}

/** Null if the user may not mount. */
export function mountSmallDisk(): SmallDisk | null {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', home]).status !== 0) {
    rmSync(home, { recursive: true, force: true });
    return null;
  }
  return {
    home,
    unmount: () => {
      spawnSync('umount', ['-l', home]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL and Kafka have no space for their writes; then there is space again. */
export function diskFull({ home }: SmallDisk): Fault {
  return {
    kind: 'disk full',
    inflict: async (_stack, random) => {
      const file = join(home, 'filler');
      fill(file);
      await delay(random.between(3_000, 8_000));
      rmSync(file, { force: true });
    },
  };
}

function fill(file: string): void {
  const written = openSync(file, 'w');
  try {
    for (;;) writeSync(written, PIECE);
  } catch {
    // No space left on device: the expected end.
  } finally {
    closeSync(written);
  }
}
