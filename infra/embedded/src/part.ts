import type { SystemUser } from './users/part-users.js';

/** A process of the stack, as the supervisor starts it. */
export interface PartSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it is started; where the supervisor is, when it does not say. */
  readonly cwd?: string;
  /** As whom; as whoever starts it, when it does not say. PostgreSQL's command changes the user by itself. */
  readonly user?: SystemUser;
  /** Asks the process to drain and end. */
  readonly stop_signal: 'SIGTERM' | 'SIGINT';
  /** After this it is killed. */
  readonly stop_within_ms: number;
  /** Rejects or gives false while the part cannot be used yet. */
  readonly ready: () => Promise<boolean>;
  readonly ready_within_ms: number;
}
