import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const object = z.string().min(1);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const file = z.strictObject({
  object,
  sha256: digest,
  bytes: z.int().min(1),
  rows: z.int().min(1),
  first_sku: z.string(),
  last_sku: z.string(),
});
const range = z.strictObject({ from_offset: count, to_offset: count, messages: count, digest });

/** The shape of a manifest. No other fields are accepted. */
export const manifestShape = z.strictObject({
  format: z.literal('stockproof.sealed-segment.v1'),
  topic: z.string().min(1),
  topic_id: z.string().min(1),
  partition: count,
  from_offset: count,
  to_offset: count,
  level: count,
  ranges: z.array(range).min(1),
  unnamed: count,
  files: z.array(file),
  unnamed_file: file.nullable(),
  schemas: z.array(z.strictObject({ id: count, object, sha256: digest })),
  previous: digest.nullable(),
  replaces: z.array(digest),
  same_end: z.array(digest),
  sealed_at: instant,
});

/** A Parquet file, sorted by (sku, seller_id, offset), SKUs by their UTF-8 bytes. Both SKUs are in it. */
export interface SealedFile {
  readonly object: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  /** Empty in the file of the messages that name no offer. */
  readonly first_sku: string;
  readonly last_sku: string;
}

/** What was sealed at once: `to_offset` is excluded. */
export interface SealedRange {
  readonly from_offset: number;
  readonly to_offset: number;
  readonly messages: number;
  /** SHA-256 over the messages in offset order (MessagesDigest): it does not depend on the files. */
  readonly digest: string;
}

/** The bytes `{"schema":...,"payload":` that many messages begin with, stored once as an object. */
export interface SealedSchema {
  /** The first 52 bits of its SHA-256: the same in every segment. */
  readonly id: number;
  readonly object: string;
  readonly sha256: string;
}

/**
 * Says that every message of a range of a partition is in these files. Transaction markers take offsets and
 * are no messages.
 */
export interface SegmentManifest {
  readonly format: 'stockproof.sealed-segment.v1';
  readonly topic: string;
  /** Kafka's id of the topic: another log of the same name has another one. */
  readonly topic_id: string;
  readonly partition: number;
  readonly from_offset: number;
  /** Excluded. */
  readonly to_offset: number;
  /** 0 as sealed; one more than its sources when merged. */
  readonly level: number;
  /** Adjacent, together exactly `from_offset` to `to_offset`; kept when segments merge. */
  readonly ranges: readonly SealedRange[];
  /** Messages that name no offer. They are in a file of their own and are read with any selection. */
  readonly unnamed: number;
  /** In SKU order. Neighbours may share one SKU. */
  readonly files: readonly SealedFile[];
  readonly unnamed_file: SealedFile | null;
  readonly schemas: readonly SealedSchema[];
  /** Digest of a manifest that ends at `from_offset`; null at the beginning of the chain. */
  readonly previous: string | null;
  /** Digests of the manifests that were merged into this one. */
  readonly replaces: readonly string[];
  /**
   * Digests of all manifests, of any level, that this one stands for and that end at `to_offset`: the next
   * segment's `previous` names one of them or this one.
   */
  readonly same_end: readonly string[];
  /** RFC 3339 in UTC with milliseconds. */
  readonly sealed_at: string;
}

/** A manifest with the signature of its digest. */
export interface SignedManifest {
  readonly manifest: SegmentManifest;
  /** SHA-256 of the manifest's canonical JSON. */
  readonly digest: string;
  readonly key_id: string;
  /** Ed25519 over `digest` and `key_id`, base64url. */
  readonly signature: string;
}

/** Number of messages in the ranges. */
export function messagesOf({ ranges }: Pick<SegmentManifest, 'ranges'>): number {
  return ranges.reduce((sum, { messages }) => sum + messages, 0);
}
