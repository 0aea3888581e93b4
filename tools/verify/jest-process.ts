import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Runs Jest in a separate process; returns its exit code, or null if a signal ended it. */
export function jestProcess(args: readonly string[]): Promise<number | null> {
  const options = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=TimeoutNegativeWarning',
  ];
  const jest = spawn(process.execPath, [...options, 'node_modules/jest/bin/jest.js', ...args], {
    // The report goes to a file; what people read comes on standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
    // Its own process group, so that it can be ended together with its children.
    detached: true,
  });
  running.add(jest);
  return new Promise((done) => jest.on('exit', done));
}

/** Ends every Jest that still runs, with all its children. */
export async function endJest(): Promise<void> {
  await Promise.all(
    [...running].map(async (jest) => {
      if (jest.pid === undefined || jest.exitCode !== null || jest.signalCode !== null) return;
      const ended = new Promise((done) => jest.once('exit', done));
      process.kill(-jest.pid, 'SIGTERM');
      await ended;
    }),
  );
}
