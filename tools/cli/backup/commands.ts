import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readInstance, readRuntime, restoreBackup, makeBackup } from '@stockproof/embedded';
import type { Command } from 'commander';
import { printJson } from '../acting.js';

interface BackupOptions {
  readonly to: string;
  readonly base?: boolean;
  readonly every?: string;
  readonly json?: boolean;
}

interface RestoreOptions {
  readonly from: string;
  readonly to?: string;
  readonly manifest?: string;
  readonly json?: boolean;
}

/** Backups of an instance whose servers are processes: runbook 21. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('add the present to a backup: PostgreSQL with its WAL, keys and passwords, sealed history')
    .requiredOption('--to <folder>', 'its folder; the first time it must be empty')
    .option('--base', 'copy the whole data folder again, not only the WAL since the last time')
    .option('--every <seconds>', 'again and again, until Ctrl-C: no more than this is lost')
    .option('--json', 'for programs')
    .action(backup);
  program
    .command('restore')
    .description('restore PostgreSQL from a backup, checked first; what runs must be stopped (runbook 21)')
    .requiredOption('--from <folder>', 'the folder of the backup')
    .option('--to <time>', 'RFC 3339, such as 2026-06-19T18:23:11Z; left out: everything that is archived')
    .option('--manifest <sha256>', 'the SHA-256 of its manifest, as `backup` printed it')
    .option('--json', 'for programs')
    .action(restore);
}

async function backup({ to, base = false, every, json = false }: BackupOptions): Promise<void> {
  const seconds = every === undefined ? null : secondsOf(every);
  await backUp(to, base, json);
  // Ctrl-C may end it anywhere: a backup is what its last whole manifest says.
  while (seconds !== null) {
    await delay(seconds * 1_000);
    await backUp(to, false, json);
  }
}

async function backUp(to: string, base: boolean, json: boolean): Promise<void> {
  const instance = embedded();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime === null || !isAlive(runtime.supervisor_pid))
    throw new Error('nothing is running here: start it with `npm start`');
  const taken = await makeBackup(resolve(to), instance, runtime, { base });
  if (json) return printJson(taken);
  const what = taken.base === null ? 'WAL added' : `base backup ${taken.base}`;
  console.log(
    `${what}: ${taken.files} files, ${taken.bytes} bytes, everything until ${taken.archived_until}; ` +
      `manifest SHA-256 ${taken.manifest_sha256}`,
  );
}

async function restore({ from, to, manifest, json = false }: RestoreOptions): Promise<void> {
  const instance = embedded();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime !== null && isAlive(runtime.supervisor_pid)) throw new Error('it runs: `npm stop` first');
  const restored = await restoreBackup(resolve(from), instance, {
    to: to === undefined ? null : timeOf(to),
    manifest_sha256: manifest ?? null,
  });
  if (json) return printJson(restored);
  const { base, restored_to, timeline, set_aside } = restored;
  console.log(
    `restored from base backup ${base} to ${restored_to ?? 'its end'}, timeline ${timeline}` +
      `${set_aside === null ? '' : `; the data of before is in ${set_aside}`}. Go on with docs/runbooks/21-restore-from-backup.md`,
  );
}

function embedded(): ReturnType<typeof readInstance> {
  const instance = readInstance();
  if (instance.servers === 'containers')
    throw new Error('PostgreSQL runs in a container: back it up with the tool of its platform');
  return instance;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new Error(`--every ${text}: a number of seconds from 1 to 86400`);
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(time.getTime())
  )
    return time;
  throw new Error(`--to ${text}: a time with its zone, such as 2026-06-19T18:23:11Z`);
}
