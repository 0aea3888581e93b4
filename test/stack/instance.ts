// One whole Stockproof in a folder and on ports of its own, through the same command that people use.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORTS = ['INGESTION', 'COMMAND_HANDLER', 'AVAILABILITY', 'RECOVERY', 'RESERVATION', 'POSTGRES', 'KAFKA', 'KAFKA_CONTROLLER', 'CONNECT'];

/** Starts it; gives the settings that make other commands speak of it. */
export async function startInstance(): Promise<Record<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-test-'));
  const env: Record<string, string> = { STOCKPROOF_HOME: home, STOCKPROOF_LOG_LEVEL: 'warn', STOCKPROOF_FAILPOINT_FILE: join(home, 'failpoint.json') };
  const ports = await freePorts(PORTS.length);
  PORTS.forEach((name, index) => (env[`STOCKPROOF_${name}_PORT`] = String(ports[index])));
  stockproof(env, 'start', '--detach');
  return env;
}

/** Stops it and takes its folder away, unless STOCKPROOF_TEST_KEEP says to keep it. */
export function stopInstance(env: Readonly<Record<string, string>>): void {
  stockproof(env, 'stop');
  if (process.env['STOCKPROOF_TEST_KEEP'] !== 'true') rmSync(env['STOCKPROOF_HOME'] ?? '', { recursive: true, force: true });
}

function stockproof(env: Readonly<Record<string, string>>, ...args: readonly string[]): void {
  const node = ['--disable-warning=TimeoutNegativeWarning', 'dist/tools/cli/main.js'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`stockproof ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** Ports that are free together, below the range that the system hands out by itself. */
async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let port = 20_000 + Math.floor(Math.random() * 8_000); found.length < count; port += 1) {
    if (await isFree(port)) found.push(port);
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once('error', () => done(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => done(true)));
  });
}
