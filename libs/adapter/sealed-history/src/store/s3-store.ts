import type * as Sdk from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { checkObjectName, ObjectDiffersError, ObjectMissingError, type ObjectStore } from './object-store.js';

/** Where a store in S3 is. Credentials come from the environment, as the SDK finds them. */
export interface S3Place {
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  /** A server other than AWS; null for AWS. Buckets are then part of the path. */
  readonly endpoint: string | null;
  readonly region: string | null;
}

interface Connected {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Objects in an S3 bucket. A put is whole or not at all, and conditional (`If-None-Match: *`): it replaces
 * nothing. A server that ignores the condition would replace an object by another one; since names contain
 * digests, that takes a writer who lies about its content, and reading finds it. The SDK is loaded with the first
 * call.
 */
export class S3Store implements ObjectStore {
  private connected: Promise<Connected> | null = null;

  constructor(private readonly place: S3Place) {}

  async put(object: string, file: string): Promise<void> {
    const { sdk, client } = await this.connect();
    // As a whole: only then can the SDK send it again. A file is a few megabytes.
    const body = await readFile(file);
    const command = new sdk.PutObjectCommand({
      ...this.key(object),
      Body: body,
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
      IfNoneMatch: '*',
    });
    try {
      await client.send(command);
    } catch (error) {
      if (statusOf(error) !== 412) throw error;
      if (!(await this.holds(object, body))) throw new ObjectDiffersError(object);
    }
  }

  async fetch(object: string, file: string): Promise<void> {
    await pipeline(await this.read(object), createWriteStream(file, { mode: 0o600 }));
  }

  async *list(prefix: string): AsyncIterable<string> {
    const { sdk, client } = await this.connect();
    const { bucket, prefix: root } = this.place;
    const pages = sdk.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: root + prefix });
    for await (const { Contents } of pages)
      for (const { Key } of Contents ?? []) if (Key !== undefined) yield Key.slice(root.length);
  }

  async delete(object: string): Promise<void> {
    const { sdk, client } = await this.connect();
    await client.send(new sdk.DeleteObjectCommand(this.key(object)));
  }

  private async holds(object: string, body: Buffer): Promise<boolean> {
    let at = 0;
    for await (const piece of await this.read(object)) {
      const bytes = piece as Buffer;
      if (!bytes.equals(body.subarray(at, at + bytes.length))) return false;
      at += bytes.length;
    }
    return at === body.length;
  }

  private async read(object: string): Promise<Readable> {
    const { sdk, client } = await this.connect();
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand(this.key(object)));
      return Body instanceof Readable ? Body : Readable.from([]);
    } catch (error) {
      if (error instanceof sdk.NoSuchKey) throw new ObjectMissingError(object, { cause: error });
      throw error;
    }
  }

  private key(object: string): { readonly Bucket: string; readonly Key: string } {
    checkObjectName(object);
    return { Bucket: this.place.bucket, Key: this.place.prefix + object };
  }

  private connect(): Promise<Connected> {
    this.connected ??= this.load();
    return this.connected;
  }

  private async load(): Promise<Connected> {
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint, region } = this.place;
    const client = new sdk.S3Client({
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...(region === null ? {} : { region }),
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    });
    return { sdk, client };
  }
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
