import { createHmac } from 'node:crypto';
import type { StockOperation } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';

/** Length of a reservation's secret in bytes; it is hex in the events. */
export const SECRET_BYTES = 32;
/** Length of the nonce of reservations created before ADR 0038, which is part of their command ids. */
const OLD_NONCE_CHARACTERS = 16;
const TAG_BYTES = 16;

/**
 * The id of a command. It is the same for every attempt and every process, so the ledger sees a repeated
 * command as a duplicate. The tag is an HMAC with the reservation's secret, so the id of one command does not
 * reveal that of another. `part`: of a part; without it, of everything that is left of the line.
 */
export function commandId(
  { nonce, reservation_id }: Pick<ReservationState, 'nonce' | 'reservation_id'>,
  line: number,
  operation: StockOperation,
  part?: number,
): string {
  const rest = `${line}.${operation}${part ?? ''}.${reservation_id}`;
  // The command may have been sent already; with another id it would move the stock twice.
  const tag = nonce.length === OLD_NONCE_CHARACTERS ? nonce : tagOf(nonce, rest);
  return `rsv.${tag}.${rest}`;
}

function tagOf(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex'))
    .update(text)
    .digest()
    .subarray(0, TAG_BYTES)
    .toString('hex');
}

const COMMAND_ID = /^rsv\.(?:[0-9a-f]{16}|[0-9a-f]{32})\.([0-9]{1,3})\.([RUF])([1-9][0-9]{0,2})?\.(.+)$/su;

/**
 * Parses a command's id; null if it has another form. The content is not proven: compare the id with
 * `commandId` of that reservation.
 */
export function readCommandId(event_id: string): {
  readonly line: number;
  readonly operation: StockOperation;
  readonly part?: number;
  readonly reservation_id: string;
} | null {
  const [, line, operation, part, reservation_id] = COMMAND_ID.exec(event_id) ?? [];
  if (operation === undefined || reservation_id === undefined) return null;
  return {
    line: Number(line),
    operation: operation as StockOperation,
    ...(part === undefined ? {} : { part: Number(part) }),
    reservation_id,
  };
}
