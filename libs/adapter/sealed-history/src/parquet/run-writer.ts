import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { CHUNK_ROWS, chunkOf, type NewRow } from './row.js';
import { describeFile, type LocalFile } from './sql/describe-files.js';
import { createStaged, writeStaged } from './sql/staged.js';

/** Rows and bytes that are sorted in memory at once. */
export interface RunLimits {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes rows as sorted Parquet files, each of at most the limits' size (at least one row). Its connection is
 * for it alone.
 */
export class RunWriter {
  private appender: DuckDBAppender | null = null;
  private pending: NewRow[] = [];
  private rows = 0;
  private bytes = 0;
  private readonly runs: LocalFile[] = [];

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly folder: string,
    private readonly kind: string,
    private readonly limits: RunLimits,
  ) {}

  async add(row: NewRow): Promise<void> {
    this.pending.push(row);
    this.rows += 1;
    this.bytes += (row.key?.length ?? 0) + (row.value?.length ?? 0);
    if (this.pending.length === CHUNK_ROWS) await this.append();
    if (this.rows >= this.limits.rows || this.bytes >= this.limits.bytes) await this.endRun();
  }

  /** The files, in the order in which their rows came. */
  async finish(): Promise<readonly LocalFile[]> {
    if (this.rows > 0) await this.endRun();
    return this.runs;
  }

  private async append(): Promise<void> {
    if (this.pending.length === 0) return;
    this.appender ??= await createStaged(this.connection);
    this.appender.appendDataChunk(chunkOf(this.pending));
    this.pending = [];
  }

  private async endRun(): Promise<void> {
    await this.append();
    this.appender?.closeSync();
    this.appender = null;
    const file = join(this.folder, `${this.kind}-${this.runs.length}.parquet`);
    await writeStaged(this.connection, file);
    this.runs.push(await describeFile(this.connection, file));
    this.rows = 0;
    this.bytes = 0;
  }
}
