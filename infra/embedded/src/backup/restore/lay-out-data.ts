import { appendFile, chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { postgresUser } from '../../postgres/unprivileged.js';
import { copyFile } from '../files/copy-file.js';
import { listTree } from '../files/list-tree.js';
import type { CheckedBackup } from './check-backup.js';

/** WAL to replay, in the data folder: the server's user may not reach any other. Removed when the restore is done. */
export const RESTORED_WAL = 'restored_wal';

/** The settings of a restore, which it removes when it is done. */
export const RESTORE_SETTINGS = 'restore.conf';

/**
 * Writes the data folder of a base backup with the WAL to replay. An existing one is moved aside, never deleted. Returns
 * where it is now, null if there was none.
 */
export async function layOutData(
  folder: string,
  { manifest, base }: CheckedBackup,
  data_dir: string,
  target: Date | null,
): Promise<string | null> {
  const aside = existsSync(data_dir) ? `${data_dir}.before-${stamp()}` : null;
  if (aside !== null) await rename(data_dir, aside);
  await mkdir(data_dir, { mode: 0o700 });
  for (const name of base.folders) await mkdir(join(data_dir, name), { recursive: true, mode: 0o700 });
  const prefix = `base/${base.name}/`;
  for (const { path } of manifest.files) {
    if (path.startsWith(prefix))
      await copyFile(join(folder, path), join(data_dir, path.slice(prefix.length)));
    else if (path.startsWith('wal/'))
      await copyFile(join(folder, path), join(data_dir, RESTORED_WAL, path.slice(4, -3)), createGunzip());
  }
  await writeFile(join(data_dir, 'recovery.signal'), '', { mode: 0o600 });
  await writeFile(join(data_dir, RESTORE_SETTINGS), restoreSettings(target), { mode: 0o600 });
  await appendFile(join(data_dir, 'postgresql.conf'), `\ninclude_if_exists '${RESTORE_SETTINGS}'\n`);
  await own(data_dir);
  return aside;
}

function restoreSettings(target: Date | null): string {
  return [
    `restore_command = 'cp ${RESTORED_WAL}/%f %p'`,
    `recovery_target_timeline = 'latest'`,
    ...(target === null
      ? []
      : [`recovery_target_time = '${target.toISOString()}'`, `recovery_target_action = 'promote'`]),
    '',
  ].join('\n');
}

const stamp = (): string => new Date().toISOString().replace(/[:.]/g, '-');

async function own(data_dir: string): Promise<void> {
  const user = postgresUser();
  await chmod(data_dir, 0o700);
  if (user === null) return;
  const { files, folders } = await listTree(data_dir);
  for (const path of ['.', ...folders, ...files]) await chown(join(data_dir, path), user.uid, user.gid);
}
