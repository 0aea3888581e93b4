import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import type { Loss, MovedToLog } from './accept-loss.js';

/** An operator's command that accepts a loss. */
export interface ByHand {
  readonly database_url: string;
  /** What the service itself accepts; resolves with what that moved. */
  readonly accept: (loss: Loss, pool: Pool) => Promise<MovedToLog[]>;
  /** Printed at the end: what the operator has to do next. */
  readonly next: string;
  /**
   * Records the act in the security log before and after it. If it throws, the error is printed and nothing
   * was accepted.
   */
  readonly recorded: (
    loss: Loss,
    reason: string,
    accept: () => Promise<MovedToLog[]>,
  ) => Promise<MovedToLog[]>;
  /** Closes the opened resources; always called. */
  readonly close: () => Promise<void>;
}

const NOTHING: Readonly<Record<Loss, string>> = {
  other_log: 'every position is in its log',
  lost_history: 'nothing is lost',
};

/**
 * The command by which an operator accepts a loss: `node accept-loss.js (other-log | lost-history) REASON`.
 * Prints one line per offset and what to do next. On an error it prints one line and sets the exit code to 1; an
 * unknown loss or no reason sets it to 2.
 */
export async function acceptByHand(
  [word, reason = '']: readonly string[],
  { database_url, next, accept, recorded, close }: ByHand,
): Promise<void> {
  const loss = ({ 'other-log': 'other_log', 'lost-history': 'lost_history' } as const)[word ?? ''];
  if (loss === undefined || reason.trim() === '') {
    console.error('say what is lost, other-log or lost-history, and why it is given up, in one argument');
    process.exitCode = 2;
    return close();
  }
  const pool = createPool({ url: database_url, application_name: 'accept-loss', max: 2 });
  try {
    const moved = await recorded(loss, reason, () => accept(loss, pool));
    process.stdout.write(
      `${moved.length === 0 ? NOTHING[loss] : [...moved.map((one) => report(loss, one)), next].join('\n')}\n`,
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    await Promise.all([close(), pool.end()]);
  }
}

function report(loss: Loss, { topic, partition, next_offset, to_offset }: MovedToLog): string {
  const lost =
    loss === 'lost_history'
      ? `offsets ${next_offset} to ${to_offset - 1} are lost, it goes on at ${to_offset}`
      : `was at ${next_offset} of the old log, begins at ${to_offset} of the one that is there`;
  return `${topic}/${partition}: ${lost}`;
}
