import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { mergeSorted } from '../parquet/merge-sorted.js';
import type { NewRow } from '../parquet/row.js';
import { type RunLimits, RunWriter } from '../parquet/run-writer.js';
import { describeFile, type LocalFile } from '../parquet/sql/describe-files.js';
import { concatenateFiles } from '../parquet/sql/merge-files.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import type { DescribedOffer, OfferOfMessage, SealedMessage } from '../sealed-message.js';
import type { SegmentManifest } from '../manifest/manifest.js';
import { MessagesDigest } from './messages-digest.js';
import type { SegmentPlace } from './object-names.js';
import { SchemaPrefixes } from './schema-prefix.js';
import { limitsOf, sealedAt, type SegmentOptions } from './segment-options.js';
import { storeFiles, storeSchemas, storeUnnamed } from './store-files.js';

/** How to seal: what a message is about depends on the topic. */
export interface SealOptions extends SegmentOptions {
  readonly offer_of: OfferOfMessage;
}

/** The messages as they were read: sorted runs on this machine. */
interface Staged {
  readonly digest: MessagesDigest;
  readonly prefixes: SchemaPrefixes;
  readonly named: readonly LocalFile[];
  readonly unnamed: readonly LocalFile[];
}

/**
 * Writes the messages of a range to the store and returns their manifest, unsigned. `messages` are all
 * messages of the range in offset order, and `previous` the digest of the manifest that ends where the range
 * begins (null if none). Memory follows the limits of a file, not the range. If it fails or the process is
 * killed, whole objects may be left that no manifest names; sealing the range again names them again or
 * leaves them. Throws SealedHistoryError `hole` for messages out of order or of another range.
 */
export async function sealSegment(
  options: SealOptions,
  range: SegmentPlace,
  previous: string | null,
  messages: AsyncIterable<SealedMessage>,
): Promise<SegmentManifest> {
  if (!(range.from_offset < range.to_offset))
    throw new RangeError(`no offsets from ${range.from_offset} to ${range.to_offset}`);
  const limits = limitsOf(options);
  return options.workspace.withFolder((folder) =>
    options.workspace.withConnection(async (connection) => {
      const staged = await stageMessages(options, connection, range, messages, folder, limits);
      const { digest, prefixes, named } = staged;
      const files =
        named.length > 1
          ? await mergeSorted(
              connection,
              named.map((run) => [run]),
              folder,
              limits,
            )
          : named;
      const unnamed_file = await oneFile(connection, staged.unnamed, join(folder, 'unnamed.parquet'));
      const unnamed = unnamed_file?.rows ?? 0;
      const rows = files.reduce((sum, file) => sum + file.rows, unnamed);
      if (rows !== digest.messages)
        throw new Error(`${rows} rows were written for ${digest.messages} messages`);
      const { topic, topic_id, partition, from_offset, to_offset } = range;
      return {
        format: 'stockproof.sealed-segment.v1',
        topic,
        topic_id,
        partition,
        from_offset,
        to_offset,
        level: 0,
        ranges: [{ from_offset, to_offset, messages: digest.messages, digest: digest.finish() }],
        unnamed,
        schemas: await storeSchemas(options, range, prefixes.all(), folder),
        files: await storeFiles(options, range, files),
        unnamed_file: await storeUnnamed(options, range, unnamed_file),
        previous,
        replaces: [],
        same_end: [],
        sealed_at: sealedAt(options),
      };
    }),
  );
}

async function stageMessages(
  { offer_of, workspace }: SealOptions,
  connection: DuckDBConnection,
  range: SegmentPlace,
  messages: AsyncIterable<SealedMessage>,
  folder: string,
  limits: RunLimits,
): Promise<Staged> {
  const digest = new MessagesDigest();
  const prefixes = new SchemaPrefixes();
  const named = new RunWriter(connection, folder, 'run', limits);
  const unnamed = await workspace.withConnection(async (other) => {
    const writer = new RunWriter(other, folder, 'unnamed', limits);
    let next = range.from_offset;
    for await (const message of messages) {
      checkPlace(message, range, next);
      next = message.offset + 1;
      const row = rowOf(message, namedOffer(offer_of(message)), prefixes, digest);
      await (row.sku === null ? writer : named).add(row);
    }
    return writer.finish();
  });
  return { digest, prefixes, named: await named.finish(), unnamed };
}

function checkPlace({ partition, offset }: SealedMessage, range: SegmentPlace, next: number): void {
  if (partition === range.partition && offset >= next && offset < range.to_offset) return;
  throw new SealedHistoryError(
    'hole',
    `a message at ${partition}:${offset}, where ${range.partition}:${next} to ${range.to_offset} is sealed`,
  );
}

/** An offer whose text has no UTF-8 could not be found again. */
function namedOffer(offer: DescribedOffer | null): DescribedOffer | null {
  return offer !== null && offer.sku.isWellFormed() && offer.seller_id.isWellFormed() ? offer : null;
}

function rowOf(
  { offset, key, value }: SealedMessage,
  offer: DescribedOffer | null,
  prefixes: SchemaPrefixes,
  digest: MessagesDigest,
): NewRow {
  const { sku = null, seller_id = null, row = null } = offer ?? {};
  const place = { sku, seller_id, offset, key, row };
  if (value === null) {
    digest.add(offset, key, null, null);
    return { ...place, schema: null, value: null };
  }
  const { prefix, is_known, rest } = prefixes.split(value);
  digest.add(offset, key, prefix, rest);
  return prefix !== null && is_known
    ? { ...place, schema: prefix.id, value: rest }
    : { ...place, schema: null, value };
}

/** One file of all rows; null if there are none. */
export async function oneFile(
  connection: DuckDBConnection,
  files: readonly LocalFile[],
  target: string,
): Promise<LocalFile | null> {
  const [first] = files;
  if (first === undefined || files.length === 1) return first ?? null;
  await concatenateFiles(
    connection,
    files.map(({ path }) => path),
    target,
  );
  return describeFile(connection, target);
}
