import { spawn } from 'node:child_process';

const POM = 'infra/embedded/pom.xml';

/** Runs a goal on the stack's pom, with the wrapper if Maven is missing. Resolves with the exit code. */
export async function maven(goal: string, options: readonly string[]): Promise<number | null> {
  const args = ['-q', '-B', '-f', POM, goal, ...options];
  return run('mvn', args).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return run('sh', ['./mvnw', ...args]);
    throw error;
  });
}

function run(command: string, args: readonly string[]): Promise<number | null> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', fail);
    child.on('exit', done);
  });
}
