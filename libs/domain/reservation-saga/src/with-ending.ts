import { accepted, type Decision } from '@stockproof/event-sourcing';
import type { ReservationEnding, ReservationEvent } from './reservation-events.js';
import { evolveReservation, type ReservationState } from './reservation-state.js';

/** Accepts these events with the one that follows: all lines are held, or nothing is outstanding any more. Pure. */
export function withEnding(
  state: ReservationState,
  events: readonly ReservationEvent[],
): Decision<ReservationEvent> {
  const after = events.reduce(evolveReservation, state);
  const all = (...statuses: readonly string[]): boolean =>
    after.lines.every(({ status, allocated }) => allocated || statuses.includes(status));
  if (after.status === 'requested' && all('held')) return accepted(...events, { type: 'reservation_held' });
  const endsAs = (ending: ReservationEnding): ReservationEnding =>
    after.lines.some(({ status }) => status === 'failed') ? 'failed' : ending;
  if (after.status === 'confirming' && all('fulfilled', 'released', 'failed'))
    return accepted(...events, { type: 'reservation_ended', as: endsAs('confirmed') });
  if (after.status === 'releasing' && all('rejected', 'released', 'fulfilled', 'failed')) {
    return accepted(...events, { type: 'reservation_ended', as: endsAs(after.ends_as ?? 'rejected') });
  }
  return accepted(...events);
}
