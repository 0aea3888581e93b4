import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LRUCache } from 'lru-cache';
import { FileCache } from './file-cache.js';

/** Folder, memory and cache of DuckDB; sizes in MiB. */
export interface WorkspaceSettings {
  /** For files that only this process needs; it may lose them. Not shared with other machines. */
  readonly folder: string;
  /** What DuckDB may hold in memory; beyond it, it uses files in the folder. Default 96. */
  readonly memory_limit_mib?: number;
  /** Verified copies of sealed files that are kept in the folder between readings. Default 256. */
  readonly cache_mib?: number;
}

const DEFAULT_MEMORY_MIB = 96;
const DEFAULT_CACHE_MIB = 256;
const MIB = 1_024 * 1_024;
const MAX_SCHEMAS = 128;
const NAME = /^sealed-(\d+)-/;
const open_here = new Set<string>();

/** DuckDB and a private folder. A process opens one and uses it for all of its sealed history. */
export class Workspace {
  /** Verified copies of sealed files. */
  readonly cache: FileCache;
  /** Verified schema prefixes by their SHA-256. */
  readonly schemas = new LRUCache<string, Buffer>({ max: MAX_SCHEMAS });

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly folder: string,
    cache_bytes: number,
  ) {
    this.cache = new FileCache(cache_bytes, () => this.newPath('cached'));
  }

  /**
   * One thread, no downloads of extensions, no other files than those of the private folder. Removes what
   * killed processes left in the folder. RangeError for a path that DuckDB would read as a pattern.
   */
  static async open(settings: WorkspaceSettings): Promise<Workspace> {
    const parent = resolve(settings.folder);
    if (/[*?[\]]/.test(parent)) throw new RangeError(`no folder for sealed history: ${parent}`);
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await removeAbandoned(parent);
    const folder = await mkdtemp(join(parent, `sealed-${process.pid}-`));
    open_here.add(folder);
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${settings.memory_limit_mib ?? DEFAULT_MEMORY_MIB}MiB`,
      threads: '1',
      temp_directory: join(folder, 'duckdb'),
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      enable_external_file_cache: 'false',
    });
    return new Workspace(instance, folder, (settings.cache_mib ?? DEFAULT_CACHE_MIB) * MIB);
  }

  /** Runs work on a connection of its own: its temporary tables end with it. */
  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Runs work with a folder of its own, which is removed afterwards. */
  async withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = this.newPath('work');
    await mkdir(folder, { mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** A path in the private folder that nobody else has. */
  newPath(kind: string): string {
    return join(this.folder, `${kind}-${randomBytes(8).toString('hex')}`);
  }

  /** Ends DuckDB and removes the private folder. Nothing of it may be in use. */
  async close(): Promise<void> {
    this.instance.closeSync();
    open_here.delete(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0);
    const folder = join(parent, name);
    if (pid === 0 || open_here.has(folder) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Alive, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
