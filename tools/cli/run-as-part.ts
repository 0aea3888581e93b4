import { spawnSync } from 'node:child_process';
import { readInstance, readRuntime } from '@stockproof/embedded';

/** Runs a command of a service in the service's environment; its exit code becomes ours. */
export function runAsPart(part: string, command: string, args: readonly string[]): void {
  const found = readRuntime(readInstance().runtime_file)?.parts[part];
  if (found === undefined) throw new Error('nothing is running here: start it with `npm start`');
  const { status } = spawnSync(process.execPath, [`dist/apps/${part}/src/${command}.js`, ...args], {
    env: { ...process.env, ...found.env },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
