// One instance for the specs that need their own and leave it as they found it, because a start takes as long
// as many a spec.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TEST_INSTANCES } from '@stockproof/embedded';
import { startInstance, stopInstance } from './instance.js';

/**
 * The settings of the shared instance, which the first spec starts. It runs until the tests of its project,
 * or the whole run, are over. The specs that share it are listed in `quiet-first.mjs`, so they run one after
 * the other.
 */
export async function sharedInstance(): Promise<Record<string, string>> {
  const file = settingsFile();
  if (file === null) throw new Error('no test run: run the tests with `npm test`');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const env = await startInstance();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(env));
  return env;
}

/** Stops it if there is one. */
export async function stopSharedInstance(): Promise<void> {
  const file = settingsFile();
  if (file === null || !existsSync(file)) return;
  await stopInstance(await sharedInstance());
  rmSync(file);
}

function settingsFile(): string | null {
  const folder = process.env[TEST_INSTANCES];
  return folder === undefined ? null : join(folder, 'shared', 'settings.json');
}
