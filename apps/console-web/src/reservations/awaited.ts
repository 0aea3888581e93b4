import type { Reservation } from './reservation-calls.js';

/** What a line of a reservation waits for. */
export interface Awaited {
  readonly line: number;
  /** The stock command without an answer; null: it waits for nothing. */
  readonly awaits: 'reserve' | 'fulfil' | 'release' | null;
  /** Since when, ISO time; null if nothing is awaited. */
  readonly since: string | null;
}

/** How a reservation goes on from a status. */
const COMMANDS: Readonly<Record<string, NonNullable<Awaited['awaits']>>> = {
  requested: 'reserve',
  confirming: 'fulfil',
  releasing: 'release',
};

/** The events that answer each command. */
const ANSWERS: Readonly<Record<NonNullable<Awaited['awaits']>, readonly string[]>> = {
  reserve: ['line_held', 'line_rejected'],
  fulfil: ['line_fulfilled', 'step_refused', 'step_conflicted'],
  release: ['line_released', 'line_rejected', 'step_refused', 'step_conflicted'],
};

/** The event with which each command was sent. */
const BEGINNINGS: Readonly<Record<NonNullable<Awaited['awaits']>, string>> = {
  reserve: 'reservation_requested',
  fulfil: 'confirm_begun',
  release: 'release_begun',
};

/** What each line waits for, as the history tells it. Pure. */
export function awaitedOf({
  status,
  lines,
  history,
}: Pick<Reservation, 'status' | 'lines' | 'history'>): readonly Awaited[] {
  const command = COMMANDS[status];
  return lines.map(({ line }): Awaited => {
    if (command === undefined) return { line, awaits: null, since: null };
    const answered = history.some((step) => step['line'] === line && ANSWERS[command].includes(step.type));
    if (answered) return { line, awaits: null, since: null };
    return {
      line,
      awaits: command,
      since: history.find(({ type }) => type === BEGINNINGS[command])?.at ?? null,
    };
  });
}

/** The states of a reservation that goes well, then where it is. */
export function remainingSteps(
  status: string,
): readonly { readonly step: string; readonly state: 'done' | 'now' | 'to come' }[] {
  const ways: Readonly<Record<string, readonly string[]>> = {
    requested: ['requested', 'held', 'confirming', 'confirmed'],
    held: ['requested', 'held', 'confirming', 'confirmed'],
    confirming: ['requested', 'held', 'confirming', 'confirmed'],
    confirmed: ['requested', 'held', 'confirming', 'confirmed'],
    releasing: ['requested', 'releasing', 'ended'],
  };
  const way = ways[status] ?? ['requested', status];
  const at = way.indexOf(status);
  const over = !(status in COMMANDS) && status !== 'held';
  return way.map((step, index) => ({
    step,
    state: index < at || (index === at && over) ? 'done' : index === at ? 'now' : 'to come',
  }));
}
