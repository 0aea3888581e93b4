export { AWAITED_COMMANDS, type AwaitedAnswer, awaitedAnswers, type AwaitedCommand } from './awaited.js';
export { type ReservationCommand, reservationDecider } from './decide-reservation.js';
export { commandId, readCommandId, SECRET_BYTES } from './command-id.js';
export { type DueCommand, dueCommands } from './due-commands.js';
export type { ReservationEnding, OrderLine, ReservationEvent, StockOperation } from './reservation-events.js';
export {
  evolveReservation,
  initialReservation,
  isEnded,
  type LineState,
  type LineStatus,
  RESERVATION_STATUSES,
  type ReservationState,
  type ReservationStatus,
} from './reservation-state.js';
export {
  type ReservationView,
  STUCK_AFTER,
  unitsOf,
  type ViewedLine,
  viewReservation,
} from './reservation-view.js';
