import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { isAlive, readInstance, readRuntime, removeVolumes } from '@stockproof/embedded';

/**
 * Deletes the instance's folder after a confirmation. Refuses while it runs, and refuses a folder that is not
 * an instance.
 */
export async function reset({ yes = false }: { yes?: boolean }): Promise<void> {
  const { home, id, servers, runtime_file } = readInstance();
  const runtime = readRuntime(runtime_file);
  if (runtime !== null && isAlive(runtime.supervisor_pid)) throw new Error('it runs: `npm stop` first');
  if (!existsSync(home)) {
    console.log(`nothing to wipe: ${home} does not exist`);
    return;
  }
  if (!existsSync(join(home, 'secrets.json')))
    throw new Error(`${home} is no folder of Stockproof; nothing was wiped`);
  if (!yes && !(await confirmed(home))) throw new Error('nothing was wiped');
  if (servers === 'containers') await removeVolumes(id);
  await rm(home, { recursive: true, force: true });
  console.log(`wiped ${home}`);
}

async function confirmed(home: string): Promise<boolean> {
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await ask.question(`Wipe ledger, topics, keys and logs in ${home}? Type yes: `)).trim() === 'yes';
  } finally {
    ask.close();
  }
}
