import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const lsn = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/);

const base = z.strictObject({
  /** Its folder below `base/`. */
  name: z.string().regex(/^[0-9TZ-]+$/),
  started_at: z.iso.datetime(),
  /** From here on a restore can reach every moment. */
  ended_at: z.iso.datetime(),
  timeline: z.int().positive(),
  start_lsn: lsn,
  stop_lsn: lsn,
  /** Also those without a file. */
  folders: z.array(z.string()),
});

const file = z.strictObject({
  /** Below the backup's folder, with `/`. */
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifest = z.strictObject({
  format: z.literal('stockproof-backup-1'),
  made_at: z.iso.datetime(),
  /** PostgreSQL's, which a restore keeps. */
  system_identifier: z.string(),
  postgres_version: z.string(),
  bases: z.array(base).min(1),
  /** The last moment that is archived: what was committed until then can be restored. */
  archived_until: z.iso.datetime(),
  files: z.array(file),
});

/** A copy of the data folder, made while the server ran. It is consistent once its WAL is replayed. */
export type BaseBackup = z.infer<typeof base>;
/** A file of a backup and its digest. */
export type BackupFile = z.infer<typeof file>;
/** What a backup consists of: every file but the manifest itself. */
export type BackupManifest = z.infer<typeof manifest>;

/** The name of the manifest in a backup's folder. It is written last, so a backup without one is not whole. */
export const MANIFEST = 'manifest.json';

/** Reads the manifest of a backup; null if the folder has none. Rejects if it is not one. */
export async function readManifest(folder: string): Promise<BackupManifest | null> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const read = manifest.safeParse(asJson(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(
    `${path} is no manifest of a backup: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The newest base backup that was complete before the target; undefined if the target is before all of them. */
export function baseFor(bases: readonly BaseBackup[], target: Date | null): BaseBackup | undefined {
  return bases
    .filter(({ ended_at }) => target === null || new Date(ended_at) <= target)
    .sort((a, b) => (a.ended_at < b.ended_at ? 1 : -1))[0];
}

/** Where a backup differs from its manifest, one line for each file. Files that it does not name do not count. */
export function differences(
  files: readonly BackupFile[],
  found: ReadonlyMap<string, Omit<BackupFile, 'path'> | null>,
): string[] {
  return files.flatMap(({ path, bytes, sha256 }) => {
    const is = found.get(path) ?? null;
    if (is === null) return [`${path} is missing`];
    if (is.bytes !== bytes) return [`${path} has ${is.bytes} bytes, not ${bytes}`];
    return is.sha256 === sha256 ? [] : [`${path} is changed`];
  });
}
