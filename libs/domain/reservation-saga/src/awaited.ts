import { dueCommands } from './due-commands.js';
import type { StockOperation } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';

/** The command whose answer a line waits for. */
export type AwaitedCommand = 'reserve' | 'fulfil' | 'release';

/** The commands by the operation that they carry out. */
const COMMANDS: Readonly<Record<StockOperation, AwaitedCommand>> = {
  R: 'reserve',
  F: 'fulfil',
  U: 'release',
};

/** The names of the commands, for documents. */
export const AWAITED_COMMANDS: readonly AwaitedCommand[] = Object.values(COMMANDS);

/** What a line waits for. */
export interface AwaitedAnswer {
  readonly command: AwaitedCommand;
  /** When it was first sent, in ms since the epoch. */
  readonly since_ms: number;
}

/**
 * What each line waits for longest, by its number; a line that waits for nothing is not there. A line with
 * parts may wait for several commands. Pure.
 */
export function awaitedAnswers(state: ReservationState): ReadonlyMap<number, AwaitedAnswer> {
  const awaited = new Map<number, AwaitedAnswer>();
  for (const { line, operation, event_time_ms: since_ms } of dueCommands(state)) {
    const known = awaited.get(line);
    if (known === undefined || since_ms < known.since_ms)
      awaited.set(line, { command: COMMANDS[operation], since_ms });
  }
  return awaited;
}
