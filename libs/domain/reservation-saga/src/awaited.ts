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

/** What each line waits for, by its number; a line that waits for nothing is not there. Pure. */
export function awaitedAnswers(state: ReservationState): ReadonlyMap<number, AwaitedAnswer> {
  return new Map(
    dueCommands(state).map(({ line, operation, event_time_ms }) => [
      line,
      { command: COMMANDS[operation], since_ms: event_time_ms },
    ]),
  );
}
