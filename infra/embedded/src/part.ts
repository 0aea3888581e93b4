/** A user of the operating system, by its numbers. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export type PartState = 'stopped' | 'starting' | 'running' | 'waiting_to_restart' | 'stopping' | 'failed';

/** A process of the stack, as the supervisor starts it. */
export interface PartSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working directory; default: the supervisor's. */
  readonly cwd?: string;
  /** User; default: the one who starts it. PostgreSQL's command switches the user itself. */
  readonly user?: SystemUser;
  /** The signal that asks the process to drain and end. */
  readonly stop_signal: 'SIGTERM' | 'SIGINT';
  /** After this time it is killed, ms. */
  readonly stop_within_ms: number;
  /** Rejects or resolves with false while the part is not ready. */
  readonly ready: () => Promise<boolean>;
  readonly ready_within_ms: number;
}

/** The name without a number: that of the first node or copy, whose others are `NAME-2` and so on. */
export function kindOfPart(name: string): string {
  return name.replace(/-\d+$/, '');
}
