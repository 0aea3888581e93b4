import { constants, getPriority, setPriority } from 'node:os';
import type { Logger } from '@stockproof/telemetry';

const { PRIORITY_BELOW_NORMAL } = constants.priority;

/** The operating system's priority functions; replaced in tests. */
export interface ProcessPriority {
  get(): number;
  /** Throws if the system refuses it. */
  set(priority: number): void;
}

const ofThisProcess: ProcessPriority = { get: getPriority, set: setPriority };

/**
 * Lowers the CPU priority of this process, so that a replay does not slow the live services. A lower priority
 * is kept. If the system refuses (a sandbox, a seccomp profile), it is logged: recovery works at any
 * priority.
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
