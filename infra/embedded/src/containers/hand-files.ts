import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from './service-files.js';

export interface Handing {
  /** Who reads the folder: the group of this number. It may change nothing there. */
  readonly group: number;
  readonly files: Files;
  /**
   * Whether the files' owner may write them. An image that copies one and adds to its copy needs that: the
   * copy has the same mode.
   */
  readonly owner_writes?: boolean;
}

/**
 * Makes the folder hold exactly these files, for one group to read: folder 0750, files 0440 (0640). Each is
 * replaced whole, so that whoever reads meanwhile finds the old one or the new one; what is not among them
 * any more is removed. Whoever runs this is a member of the group; where it is not, as in tests, the group
 * stays as it is, and nobody else can read the files.
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
