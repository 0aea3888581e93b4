import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalDigest } from '@stockproof/evidence';
import { join } from 'node:path';
import { mergeSorted } from '../parquet/merge-sorted.js';
import { fingerprintOf, type LocalFile } from '../parquet/sql/describe-files.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import { checkChain } from '../manifest/check-chain.js';
import { fetchVerified } from './fetch-verified.js';
import { type SealedFile, type SealedSchema, type SegmentManifest } from '../manifest/manifest.js';
import { oneFile } from './seal-segment.js';
import { limitsOf, sealedAt, type SegmentOptions } from './segment-options.js';
import { storeFiles, storeUnnamed } from './store-files.js';

/** The files of a segment on this machine. */
interface LocalSegment {
  readonly named: readonly LocalFile[];
  readonly unnamed: readonly LocalFile[];
}

/**
 * Merges neighbouring segments into one and returns its manifest, unsigned. The source segments stay in the
 * store: delete them (`objectsOf`) when the merged manifest is stored and nobody reads theirs any more. The
 * written rows are compared with the read ones. Memory follows the limits of a file. Throws
 * SealedHistoryError for sources that are not whole, or do not follow each other.
 */
export async function mergeSegments(
  options: SegmentOptions,
  segments: readonly SegmentManifest[],
): Promise<SegmentManifest> {
  const [first] = segments;
  if (first === undefined || segments.length < 2) throw new RangeError('at least two segments can be merged');
  const sources = checkChain(segments, first);
  const last = sources.at(-1) ?? first;
  const place = { ...first, to_offset: last.to_offset };
  const schemas = mergeSchemas(sources);
  const limits = limitsOf(options);
  return options.workspace.withFolder((folder) =>
    options.workspace.withConnection(async (connection) => {
      const local: LocalSegment[] = [];
      for (const [index, source] of sources.entries())
        local.push(await fetchSegment(options, source, join(folder, `source-${index}`)));
      const named = local.map((segment) => segment.named).filter((files) => files.length > 0);
      const files = named.length === 0 ? [] : await mergeSorted(connection, named, folder, limits);
      const all_unnamed = local.flatMap((segment) => segment.unnamed);
      const unnamed_file = await oneFile(connection, all_unnamed, join(folder, 'unnamed.parquet'));
      await compareRows(connection, named.flat(), files);
      await compareRows(connection, all_unnamed, unnamed_file === null ? [] : [unnamed_file]);
      const { topic, topic_id, partition, from_offset } = first;
      return {
        format: 'stockproof.sealed-segment.v1',
        topic,
        topic_id,
        partition,
        from_offset,
        to_offset: last.to_offset,
        level: Math.max(...sources.map(({ level }) => level)) + 1,
        ranges: sources.flatMap(({ ranges }) => ranges),
        unnamed: unnamed_file?.rows ?? 0,
        files: await storeFiles(options, place, files),
        unnamed_file: await storeUnnamed(options, place, unnamed_file),
        schemas,
        previous: first.previous,
        replaces: sources.map(canonicalDigest),
        same_end: [...last.same_end, canonicalDigest(last)],
        sealed_at: sealedAt(options),
      };
    }),
  );
}

/** Ids come from the content, so a row keeps its id. */
function mergeSchemas(segments: readonly SegmentManifest[]): SealedSchema[] {
  const merged = new Map<number, SealedSchema>();
  for (const schema of segments.flatMap(({ schemas }) => schemas)) {
    const other = merged.get(schema.id);
    if (other !== undefined && other.sha256 !== schema.sha256)
      throw new SealedHistoryError('unreadable', `two schemas have the id ${schema.id}`);
    merged.set(schema.id, schema);
  }
  return [...merged.values()].sort((a, b) => a.id - b.id);
}

async function fetchSegment(
  { store }: SegmentOptions,
  segment: SegmentManifest,
  path: string,
): Promise<LocalSegment> {
  const fetched: LocalFile[] = [];
  const all: readonly SealedFile[] = [
    ...segment.files,
    ...(segment.unnamed_file === null ? [] : [segment.unnamed_file]),
  ];
  for (const [index, file] of all.entries()) {
    const target = `${path}-${index}.parquet`;
    await fetchVerified(store, file, target);
    const { rows, first_sku, last_sku } = file;
    fetched.push({ path: target, rows, first_sku, last_sku });
  }
  return { named: fetched.slice(0, segment.files.length), unnamed: fetched.slice(segment.files.length) };
}

async function compareRows(
  connection: DuckDBConnection,
  sources: readonly LocalFile[],
  written: readonly LocalFile[],
): Promise<void> {
  const [from, to] = [
    await fingerprintOf(
      connection,
      sources.map(({ path }) => path),
    ),
    await fingerprintOf(
      connection,
      written.map(({ path }) => path),
    ),
  ];
  if (from.rows !== to.rows || from.content !== to.content)
    throw new Error(`${to.rows} rows were written for ${from.rows}, or their content differs`);
}
