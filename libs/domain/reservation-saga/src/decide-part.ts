import { isDeepStrictEqual } from 'node:util';
import { MAX_PARTS } from '@stockproof/bounds';
import { accepted, type Decision, refused } from '@stockproof/event-sourcing';
import { restOf } from './line-state.js';
import type { ReservationCommand } from './reservation-commands.js';
import type { AskedPartLine, ReservationEvent } from './reservation-events.js';
import { evolveReservation, type ReservationState } from './reservation-state.js';
import { unitsOfPart, type TooMuch } from './units-of-part.js';

type PartCommand = Extract<ReservationCommand, { type: 'part' }>;

/**
 * Decides to confirm or cancel units of some lines; the rest stays held. A part that takes everything that is
 * left is the turn to confirming or releasing, so nothing can expire after it. A part that was begun under its
 * id is accepted again without events, whatever became of it since. Pure.
 */
export function decidePart(state: ReservationState, command: PartCommand): Decision<ReservationEvent> {
  const { part_id, action, lines, by, now_ms } = command;
  const known = state.parts.find((one) => one.part_id === part_id);
  if (known !== undefined) {
    return known.action === action && isDeepStrictEqual(known.asked, inOrder(lines))
      ? accepted()
      : refused('part_conflict', `part ${part_id} was asked for with another content`);
  }
  if (state.status !== 'held')
    return refused('reservation_not_held', `a reservation that is ${state.status} has no part to ${action}`);
  // A cancellation gives back what the expiry would give back.
  if (action === 'confirm' && now_ms >= state.expires_at_ms)
    return refused('expired', 'the reservation has expired');
  if (state.parts.length >= MAX_PARTS)
    return refused(
      'too_many_parts',
      `a reservation has at most ${MAX_PARTS} parts: confirm or cancel the rest`,
    );
  const asked = inOrder(lines);
  const taken = unitsOfPart(state, asked);
  if ('too_much' in taken) return refused('more_than_held', moreThanHeld(taken));
  const begun: ReservationEvent = {
    ...{ type: 'part_begun', part: state.parts.length + 1, part_id, action },
    ...{ lines: taken.lines, by, at_ms: now_ms },
    ...(isDeepStrictEqual(asked, taken.lines) ? {} : { asked }),
  };
  return accepted(begun, ...turnAfter(state, begun, command));
}

/** If nothing is left beside the parts, the reservation turns as this part does. */
function turnAfter(
  state: ReservationState,
  begun: ReservationEvent,
  { action, by, now_ms }: PartCommand,
): ReservationEvent[] {
  if (evolveReservation(state, begun).lines.some((line) => line.status === 'held' && restOf(line) > 0))
    return [];
  return action === 'confirm'
    ? [{ type: 'confirm_begun', by, at_ms: now_ms }]
    : [{ type: 'release_begun', ends_as: 'cancelled', by, at_ms: now_ms }];
}

function moreThanHeld({ too_much: { line, quantity, location_id }, left }: TooMuch): string {
  const where = location_id === undefined ? '' : ` at ${location_id}`;
  return `line ${line}: ${quantity} asked for${where}, ${left} held that no part has taken`;
}

/** Equal requests have one order, whatever the client's was. */
function inOrder(lines: readonly AskedPartLine[]): AskedPartLine[] {
  return lines
    .map(({ line, quantity, location_id }) => ({
      ...{ line, quantity },
      ...(location_id === undefined ? {} : { location_id }),
    }))
    .sort((a, b) => a.line - b.line || ((a.location_id ?? '') < (b.location_id ?? '') ? -1 : 1));
}
