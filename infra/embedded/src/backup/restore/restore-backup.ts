import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instance } from '../../instance/instance.js';
import { keepPrivate } from '../../instance/private-home.js';
import { ensureSecrets } from '../../secrets/secrets.js';
import { copyFile } from '../files/copy-file.js';
import { checkBackup, type CheckedBackup } from './check-backup.js';
import { layOutData } from './lay-out-data.js';
import { type ReplayedWal, replayWal } from './replay-wal.js';

export interface RestoreOptions {
  /** The moment to restore to; null: everything that is archived. */
  readonly to: Date | null;
  /** The SHA-256 that the manifest must have; null: it is not known. */
  readonly manifest_sha256: string | null;
}

/** What a restore did. */
export interface Restored extends ReplayedWal {
  readonly base: string;
  /** Where the data folder of before is; null if there was none. */
  readonly set_aside: string | null;
  /** Files of the home that were missing and came from the backup. */
  readonly home_files: number;
}

/**
 * Restores PostgreSQL, and what the home has lost, from a backup that is checked first. Kafka's data is not touched. The
 * instance must be stopped.
 */
export async function restoreBackup(
  folder: string,
  instance: Instance,
  { to, manifest_sha256 }: RestoreOptions,
): Promise<Restored> {
  const checked = await checkBackup(folder, to, manifest_sha256);
  await sameSecrets(folder, instance.home);
  await keepPrivate(instance.home);
  const home_files = await bringHome(folder, checked, instance.home);
  const set_aside = await layOutData(folder, checked, join(instance.home, 'postgres'), to);
  const replayed = await replayWal(instance, await ensureSecrets(instance.home));
  return { base: checked.base.name, set_aside, home_files, ...replayed };
}

/** The restored server knows the passwords of the backup. */
async function sameSecrets(folder: string, home: string): Promise<void> {
  const here = join(home, 'secrets.json');
  if (!existsSync(here)) return;
  const [ours, theirs] = await Promise.all([readFile(here), readFile(join(folder, 'home/secrets.json'))]);
  if (!ours.equals(theirs))
    throw new Error(
      `${here} is not that of the backup, whose server it could not enter: restore into another STOCKPROOF_HOME`,
    );
}

/** Keys and records that are here are newer than the backup's, so only what is missing is copied. */
async function bringHome(folder: string, { manifest }: CheckedBackup, home: string): Promise<number> {
  const missing = manifest.files
    .map(({ path }) => path)
    .filter((path) => path.startsWith('home/') && !existsSync(join(home, path.slice('home/'.length))));
  for (const path of missing) await copyFile(join(folder, path), join(home, path.slice('home/'.length)));
  return missing.length;
}
