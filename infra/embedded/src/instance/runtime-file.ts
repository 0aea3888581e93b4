import { readFileSync } from 'node:fs';
import { replaceFile } from '@stockproof/files';
import type { PartSpec, PartState, SystemUser } from '../part.js';
import type { Instance } from './instance.js';

/** `runtime.json`: the running processes, for scripts and for our own commands. */
export interface Runtime {
  readonly supervisor_pid: number;
  readonly ready: boolean;
  readonly started_at: string;
  readonly home: string;
  readonly ports: Instance['ports'];
  /** Connect's with its login. */
  readonly urls: Instance['urls'] & { readonly kafka: string };
  /** With the superuser's password: the file is readable by its owner alone. */
  readonly databases: Readonly<Record<string, string>>;
  readonly control_socket: string;
  readonly parts: Readonly<Record<string, RuntimePart>>;
}

/** A part of the stack: its process and the command that started it. */
export interface RuntimePart {
  readonly pid: number | null;
  readonly state: PartState;
  readonly restarts: number;
  /** How and when it ended last; null if it never did. */
  readonly last_exit: string | null;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its user; missing: the supervisor's, or the command switches it. */
  readonly user?: SystemUser;
}

/** A part with its specification and its present state. */
interface DescribedPart extends Pick<RuntimePart, 'pid' | 'state' | 'restarts' | 'last_exit'> {
  readonly spec: PartSpec;
}

/** Returns the entry of a part in the runtime file. */
export function describePart(part: DescribedPart): RuntimePart {
  const { command, args, env, user } = part.spec;
  const { pid, state, restarts, last_exit } = part;
  return { pid, state, restarts, last_exit, command, args, env, ...(user === undefined ? {} : { user }) };
}

/** Replaces the file atomically. */
export async function writeRuntime(file: string, runtime: Runtime): Promise<void> {
  await replaceFile(file, JSON.stringify(runtime, null, 2));
}

/** Reads the runtime of the instance; null if it was never started, or was stopped. */
export function readRuntime(file: string): Runtime | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Runtime;
  } catch {
    return null;
  }
}

/** Whether a process exists, also one of another user. */
export function isAlive(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
