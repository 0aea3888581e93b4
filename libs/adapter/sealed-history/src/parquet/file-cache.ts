import { LRUCache } from 'lru-cache';
import { rmSync, type Stats, statSync } from 'node:fs';

/** A file of the cache that is in use until it is released. */
export interface CachedFile {
  readonly path: string;
  release(): void;
}

interface Entry {
  readonly path: string;
  readonly identity: string;
  users: number;
  is_evicted: boolean;
}

/** Verified copies of objects, by their SHA-256. The least recently used are removed beyond the size. */
export class FileCache {
  private readonly entries: LRUCache<string, Entry>;
  private readonly fetching = new Map<string, Promise<Entry>>();

  /** `max_bytes` counts files; those in use may be more. */
  constructor(
    max_bytes: number,
    private readonly newPath: () => string,
  ) {
    this.entries = new LRUCache({
      maxSize: Math.max(1, max_bytes),
      dispose: (entry) => {
        entry.is_evicted = true;
        if (entry.users === 0) rmSync(entry.path, { force: true });
      },
    });
  }

  /** `fetch` writes the object to a path and verifies it, or rejects. It is called if no copy is there. */
  async use(sha256: string, bytes: number, fetch: (path: string) => Promise<void>): Promise<CachedFile> {
    const known = this.entries.get(sha256);
    if (known !== undefined && identityOf(known.path) === known.identity) return this.lend(known);
    let fetching = this.fetching.get(sha256);
    if (fetching === undefined) {
      fetching = this.fetchNew(sha256, bytes, fetch);
      this.fetching.set(sha256, fetching);
    }
    return this.lend(await fetching);
  }

  private async fetchNew(
    sha256: string,
    bytes: number,
    fetch: (path: string) => Promise<void>,
  ): Promise<Entry> {
    try {
      const path = this.newPath();
      await fetch(path);
      // Counted as a user until it is lent: it may be larger than the whole cache.
      const entry: Entry = { path, identity: identityOf(path), users: 1, is_evicted: false };
      this.entries.set(sha256, entry, { size: Math.max(1, bytes) });
      if (!this.entries.has(sha256)) entry.is_evicted = true;
      setImmediate(() => release(entry));
      return entry;
    } finally {
      this.fetching.delete(sha256);
    }
  }

  private lend(entry: Entry): CachedFile {
    entry.users += 1;
    return { path: entry.path, release: () => release(entry) };
  }
}

function release(entry: Entry): void {
  entry.users -= 1;
  if (entry.users === 0 && entry.is_evicted) rmSync(entry.path, { force: true });
}

/** Another one when the file was written again. */
function identityOf(path: string): string {
  const found: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}
