export { AWAITED_COMMANDS, type AwaitedAnswer, awaitedAnswers, type AwaitedCommand } from './awaited.js';
export { type AskedLine, askedLines } from './allocated-lines.js';
export type { SellableAt } from './allocate.js';
export { ORDER_ENDED } from './decide-rejection.js';
export { reservationDecider } from './decide-reservation.js';
export type { ReservationCommand } from './reservation-commands.js';
export { heldUnitsOf, type LineState, type LineStatus } from './line-state.js';
export { isPartDecided, type PartLineStatus, type PartState } from './part-state.js';
export { commandId, readCommandId, SECRET_BYTES } from './command-id.js';
export { type DueCommand, dueCommands } from './due-commands.js';
export type {
  Allocation,
  AllocationPolicy,
  AskedPartLine,
  OrderLine,
  PartAction,
  PartLine,
  ReservationEnding,
  ReservationEvent,
  StockOperation,
} from './reservation-events.js';
export {
  evolveReservation,
  initialReservation,
  isEnded,
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
