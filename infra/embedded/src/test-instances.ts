import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runtimeFile } from './supervisor/runtime-file.js';
import { stopInstance } from './supervisor/stop-instance.js';

/** Folder in which a test run writes down each instance it starts; whoever started the run stops what is left there. */
export const TEST_INSTANCES = 'STOCKPROOF_TEST_INSTANCES';

/** Call before the instance is started, so that it is known whatever happens on the way. */
export function noteInstance(home: string): void {
  const folder = process.env[TEST_INSTANCES];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, basename(home)), home);
}

/** Call after the instance is stopped. */
export function forgetInstance(home: string): void {
  const folder = process.env[TEST_INSTANCES];
  if (folder !== undefined) rmSync(join(folder, basename(home)), { force: true });
}

/** Stops what a test run that was ended, or crashed, left running, and takes its folders away. Gives their folders. */
export async function stopLeftInstances(folder: string): Promise<string[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const homes = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  for (const home of homes) {
    await stopInstance({ runtime_file: runtimeFile(home) });
    rmSync(home, { recursive: true, force: true });
  }
  for (const name of names) rmSync(join(folder, name));
  return homes;
}
