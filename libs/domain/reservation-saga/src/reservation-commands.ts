import type { LineRejection } from './decide-rejection.js';
import type {
  AskedPartLine,
  OrderLine,
  PartAction,
  ReservationEvent,
  StockOperation,
} from './reservation-events.js';

/**
 * A command to a reservation. Times are ms since the epoch. `retry` records that the outstanding commands are
 * sent again.
 */
export type ReservationCommand =
  | ({ readonly type: 'request' } & Omit<
      Extract<ReservationEvent, { type: 'reservation_requested' }>,
      'type'
    > & { readonly lines: readonly OrderLine[] })
  /** The ledger's decision about a line's command. */
  | {
      readonly type: 'outcome';
      readonly line: number;
      readonly operation: StockOperation;
      /** The part that it belongs to; missing for a command of everything that is left of a line. */
      readonly part?: number;
      readonly event_id: string;
      readonly now_ms: number;
      readonly answer:
        | { readonly accepted: true; readonly version: number }
        | ({ readonly accepted: false } & LineRejection)
        /** The command's id belongs to another request in the ledger. */
        | { readonly conflict: true };
    }
  | { readonly type: 'extend'; readonly by: string; readonly now_ms: number; readonly expires_at_ms: number }
  | { readonly type: 'confirm'; readonly by: string; readonly now_ms: number }
  | { readonly type: 'cancel'; readonly by: string; readonly now_ms: number }
  /** Confirms or cancels units of some lines; `part_id` is the client's, and makes it idempotent. */
  | {
      readonly type: 'part';
      readonly part_id: string;
      readonly action: PartAction;
      readonly lines: readonly AskedPartLine[];
      readonly by: string;
      readonly now_ms: number;
    }
  | { readonly type: 'expire'; readonly now_ms: number }
  /** `by` and `reason`: of an operator; without them the time was up. */
  | { readonly type: 'retry'; readonly by?: string; readonly reason?: string };
