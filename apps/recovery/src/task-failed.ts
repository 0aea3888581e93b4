import type { Logger } from '@stockproof/telemetry';

/** Logs a turn of a task that failed, under its name; the task goes on. */
export function taskFailed(logger: Logger, task: string): (err: Error) => void {
  return (err) => logger.warn({ err, task }, `${task} failed, the next turn comes at its time`);
}
