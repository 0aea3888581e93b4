import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = resolve('node_modules/.cache/stockproof');
const WITHIN_MS = 180_000;

/**
 * The path of a program: the installed one, else that of its Debian package, which is unpacked into the cache of this
 * checkout and not installed, so that no service of it starts. Null where it is not installed and apt cannot bring it.
 */
export async function debianProgram(program: string, package_name: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    if (folder !== '' && existsSync(join(folder, program))) return join(folder, program);
  const folder = join(CACHE, `debian-${package_name}`);
  const unpacked = join(folder, 'usr', 'bin', program);
  if (existsSync(unpacked)) return unpacked;
  mkdirSync(CACHE, { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  try {
    await download(package_name, partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    return existsSync(unpacked) ? unpacked : null;
  } catch {
    return null;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The lists of a new machine are empty, so they are read when the package is not in them. */
async function download(package_name: string, cwd: string): Promise<void> {
  const fetchIt = () => run('apt-get', ['download', '-q', package_name], { cwd, timeout: WITHIN_MS });
  await fetchIt().catch(async () => {
    await run('apt-get', ['update', '-q'], { timeout: WITHIN_MS });
    await fetchIt();
  });
  const file = readdirSync(cwd).find((name) => name.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt brought no file of ${package_name}`);
  await run('dpkg', ['-x', join(cwd, file), cwd], { timeout: WITHIN_MS });
}
