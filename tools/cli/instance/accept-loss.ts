import { spawnSync } from 'node:child_process';
import { readInstance, readRuntime } from '@stockproof/embedded';

const PARTS = ['command-handler', 'availability-projection', 'reservation', 'recovery'];

/** Runs the service's own command as the service: with its database and its login, and with no other. */
export function acceptLoss(part: string, loss: 'other-log' | 'lost-history', reason: string): void {
  if (!PARTS.includes(part))
    throw new Error(`${part} reads no log with positions of its own: one of ${PARTS.join(', ')}`);
  runAsPart(part, 'accept-loss', [loss, reason]);
}

/** Sets aside what is sealed and damaged, as the recovery service. */
export function setDamagedAside(reason: string): void {
  runAsPart('recovery', 'set-damaged-aside', [reason]);
}

/** Runs a command of a service with the service's environment and user. Returns its exit code. */
function runAsPart(part: string, command: string, args: readonly string[]): void {
  const found = readRuntime(readInstance().runtime_file)?.parts[part];
  if (found === undefined) throw new Error('nothing is running here: start it with `npm start`');
  const { status } = spawnSync(process.execPath, [`dist/apps/${part}/src/${command}.js`, ...args], {
    ...found.user,
    env: { ...process.env, ...found.env },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
