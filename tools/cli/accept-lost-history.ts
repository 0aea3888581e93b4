import { spawnSync } from 'node:child_process';
import { readInstance, readRuntime } from '@stockproof/embedded';

const PART = 'availability-projection';

/** Runs the projection's own command, as the projection: with its database, its login and nobody else's. */
export function acceptLostHistory(): void {
  const part = readRuntime(readInstance().runtime_file)?.parts[PART];
  if (part === undefined) throw new Error('nothing is running here: start it with `npm start`');
  const { status } = spawnSync(process.execPath, [`dist/apps/${PART}/src/accept-lost-history.js`], { env: { ...process.env, ...part.env }, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
