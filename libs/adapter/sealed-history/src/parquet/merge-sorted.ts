import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { compareUtf8 } from '../sealed-message.js';
import { divideKeys, type Sample } from './key-ranges.js';
import type { RunLimits } from './run-writer.js';
import { describeFile, type LocalFile, uncompressedBytes } from './sql/describe-files.js';
import { type KeyRange, mergeRange, sampleKeys } from './sql/merge-files.js';

/** Samples for each range and source: the error of a range's size is an eighth for all sources together. */
const PRECISION = 8;

/**
 * Merges sorted sources, each of one or more files in order, into sorted files within the limits. It works
 * range by range, so memory follows the limits, not the rows. Rows of one key range are the same offer's.
 */
export async function mergeSorted(
  connection: DuckDBConnection,
  sources: readonly (readonly LocalFile[])[],
  folder: string,
  limits: RunLimits,
): Promise<LocalFile[]> {
  const step = Math.max(1, Math.floor(limits.rows / (PRECISION * sources.length)));
  const samples: Sample[] = [];
  for (const source of sources) samples.push(...(await samplesOf(connection, source, step)));
  // A range may begin and end within a step of each source.
  const rows = step === 1 ? limits.rows : Math.floor(limits.rows * (1 - 2 / PRECISION));
  const files = sources.flat();
  const merged: LocalFile[] = [];
  for (const range of divideKeys(samples, { rows, bytes: limits.bytes })) {
    const target = join(folder, `merged-${merged.length}.parquet`);
    const within = files.filter((file) => overlaps(file, range)).map(({ path }) => path);
    await mergeRange(connection, within, range, target);
    merged.push(await describeFile(connection, target));
  }
  return merged;
}

async function samplesOf(
  connection: DuckDBConnection,
  source: readonly LocalFile[],
  step: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { path, rows } of source) {
    const bytes_per_row = (await uncompressedBytes(connection, [path])) / rows;
    const keys = await sampleKeys(connection, path, step);
    for (const [index, key] of keys.entries()) {
      const follow = Math.min(step, rows - index * step);
      samples.push({ key, rows: follow, bytes: follow * bytes_per_row });
    }
  }
  return samples;
}

function overlaps({ first_sku, last_sku }: LocalFile, { from, to }: KeyRange): boolean {
  return compareUtf8(last_sku, from.sku) >= 0 && (to === null || compareUtf8(first_sku, to.sku) <= 0);
}
