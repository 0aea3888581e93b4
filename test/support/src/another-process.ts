import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { equal } from 'node:assert/strict';
import { eventually } from './eventually.js';
import type { RunningStack } from './running-stack.js';

export interface AnotherProcess {
  /** Where it listens. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Its exit code; null if a signal ended it. */
  readonly exited: Promise<number | null>;
}

/**
 * Another process of a service of the stack, on its own port. Resolves when it is ready; the caller ends it.
 */
export async function anotherProcess(
  stack: RunningStack,
  name: string,
  port: { readonly setting: string; readonly is: number },
  more: Readonly<Record<string, string>> = {},
): Promise<AnotherProcess> {
  const part = stack.parts[name];
  if (part === undefined) throw new Error(`the stack has no ${name}`);
  const env = { ...process.env, ...part.env, [port.setting]: String(port.is), ...more };
  const child = spawn(part.command, part.args, { ...part.user, env, stdio: 'ignore' });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = `http://127.0.0.1:${port.is}`;
  try {
    await eventually(async () => equal((await fetch(`${url}/health/ready`)).status, 200));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { url, process: child, exited };
}
