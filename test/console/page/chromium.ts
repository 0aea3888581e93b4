import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const INSTALLED_WITHIN_MS = 240_000;
const APT = {
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  timeout: INSTALLED_WITHIN_MS,
};

/**
 * The path of Chromium: the installed one, else Debian's, which apt installs if this is root. No browser comes from
 * anywhere else. Null where there is none; in CI that is an error.
 */
export async function chromiumPath(): Promise<string | null> {
  const path = installed() ?? ((await install()) ? installed() : null);
  if (path !== null) return path;
  const why = 'no Chromium, and apt cannot install it (Debian: apt install chromium)';
  if (process.env['CI'] === 'true') throw new Error(why);
  console.error(`skipped: ${why}`);
  return null;
}

/** Starts it. Without its own sandbox, which needs another user than root; it opens the pages of this test run alone. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, chromiumSandbox: false, args: ['--disable-dev-shm-usage'] });
}

function installed(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file)) ?? null;
}

/** Installs it with what it needs, so that it runs; one that is only unpacked would lack its libraries. */
async function install(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const fromApt = () => run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], APT);
  try {
    // The lists of a new machine are empty, so they are read when the package is not in them.
    await fromApt().catch(async () => {
      await run('apt-get', ['update', '-q'], APT);
      await fromApt();
    });
    return true;
  } catch {
    return false;
  }
}
