import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from './service-files.js';

/** The files of a folder, and the group that may read them. */
export interface Handing {
  /** Number of the group that may read the folder, and may not change it. */
  readonly group: number;
  readonly files: Files;
  /**
   * Whether the files' owner may write them. An image that copies one and adds to its copy needs that: the
   * copy has the same mode.
   */
  readonly owner_writes?: boolean;
}

/**
 * Makes the folder contain exactly these files, readable for one group: folder 0750, files 0440 (0640). Each
 * file is replaced atomically; others are removed. The caller must be a member of the group; otherwise (in
 * tests) the group stays, and nobody else can read the files.
 */
export async function handFiles(folder: string, handing: Handing): Promise<void> {
  const { group, files, owner_writes = false } = handing;
  await mkdir(folder, { recursive: true });
  await handOn(folder, group, 0o750);
  for (const [name, content] of Object.entries(files)) {
    const partial = join(folder, `.${name}.partial`);
    await rm(partial, { force: true });
    await writeFile(partial, content, { mode: 0o600, flag: 'wx' });
    await handOn(partial, group, owner_writes ? 0o640 : 0o440);
    await rename(partial, join(folder, name));
  }
  const others = (await readdir(folder)).filter((name) => !Object.hasOwn(files, name));
  for (const name of others) await rm(join(folder, name), { force: true });
}

async function handOn(path: string, group: number, mode: number): Promise<void> {
  const user = process.getuid?.() ?? 0;
  if (user === 0 || process.getgroups?.().includes(group) === true) await chown(path, user, group);
  await chmod(path, mode);
}
