import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runtimeFile } from './instance/instance.js';
import { stopInstance } from './instance/stop-instance.js';

/**
 * Name of the variable with the folder in which a test run records each instance that it starts, so that
 * leftovers can be stopped.
 */
export const TEST_INSTANCES = 'STOCKPROOF_TEST_INSTANCES';

/** Records an instance. Call it before the start, so that it is known whatever happens. */
export function noteInstance(home: string): void {
  const folder = process.env[TEST_INSTANCES];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, basename(home)), home);
}

/** Removes the record of an instance. Call it after the instance is stopped. */
export function forgetInstance(home: string): void {
  const folder = process.env[TEST_INSTANCES];
  if (folder !== undefined) rmSync(join(folder, basename(home)), { force: true });
}

/** Stops the instances that a test run left running, and deletes their folders. Returns these folders. */
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
