export { connect, type ConnectOptions, type Service, type Stockproof } from './http/connect.js';
export type { FetchOptions } from './http/retrying-fetch.js';
export { DEFAULT_RETRIES, type RetryPolicy } from './http/retry-delay.js';
export { type Answer, answerOf } from './http/answer.js';
export { type SenderOptions, UpdateSender } from './updates/update-sender.js';
export type { PostedUpdate, StockUpdate, UpdateResults } from './updates/stock-update.js';
export { awaitOutcome, outcomeOf, type UpdateOutcome } from './updates/outcomes.js';
export {
  followOutcomes,
  type FollowedOutcomes,
  type FollowFrom,
  type ListedOutcome,
} from './updates/follow-outcomes.js';
export { Reservations } from './reservations/reservations.js';
export type {
  Reservation,
  ReservationRequest,
  ReservationResult,
} from './reservations/reservation-result.js';
/** The generated operations: each takes `client: stockproof.at(service)`. */
export * as operations from './generated/http/index.js';
