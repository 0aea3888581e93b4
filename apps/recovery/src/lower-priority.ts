import { constants, getPriority, setPriority } from 'node:os';
import type { Logger } from '@stockproof/telemetry';

const { PRIORITY_BELOW_NORMAL } = constants.priority;

/** What the operating system offers; another one in tests. */
export interface ProcessPriority {
  get(): number;
  /** Throws where the system refuses it. */
  set(priority: number): void;
}

const ofThisProcess: ProcessPriority = { get: getPriority, set: setPriority };

/**
 * Lets the live services have the CPU first: a replay takes what they leave. A process that runs at a lower
 * priority already keeps it. A system that refuses (a sandbox, a seccomp profile) is logged: recovery works
 * at any priority.
 */
export function lowerPriority(
  logger: Pick<Logger, 'warn'>,
  process_priority: ProcessPriority = ofThisProcess,
): void {
  try {
    // Higher numbers are lower priorities.
    if (process_priority.get() >= PRIORITY_BELOW_NORMAL) return;
    process_priority.set(PRIORITY_BELOW_NORMAL);
  } catch (error) {
    logger.warn(
      { err: error },
      'the priority of the process cannot be lowered: replays compete with the live services for CPU',
    );
  }
}
