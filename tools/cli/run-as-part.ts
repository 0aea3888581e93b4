import { spawnSync } from 'node:child_process';
import { readInstance, readRuntime } from '@stockproof/embedded';

/** Runs a command of a service as the service: in its environment, as its user. Its exit code becomes ours. */
export function runAsPart(part: string, command: string, args: readonly string[]): void {
  const found = readRuntime(readInstance().runtime_file)?.parts[part];
  if (found === undefined) throw new Error('nothing is running here: start it with `npm start`');
  const { status } = spawnSync(process.execPath, [`dist/apps/${part}/src/${command}.js`, ...args], {
    ...found.user,
    env: { ...process.env, ...found.env },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
