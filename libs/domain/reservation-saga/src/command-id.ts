import { createHmac } from 'node:crypto';
import type { StockOperation } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';

/** Bytes of the secret that a reservation is made with; in its events it stands as hex. */
export const SECRET_BYTES = 32;
/** Reservations from before ADR 0038: the nonce itself is in all ids of their commands. */
const OLD_NONCE_CHARACTERS = 16;
const TAG_BYTES = 16;

/**
 * Names a command for good: sent again by whatever process, after whatever crash, it is the same to the
 * ledger. The tag is an HMAC under the reservation's secret, so that who sees the id of one command cannot
 * work out that of another.
 */
export function commandId(
  { nonce, reservation_id }: Pick<ReservationState, 'nonce' | 'reservation_id'>,
  line: number,
  operation: StockOperation,
): string {
  const rest = `${line}.${operation}.${reservation_id}`;
  // Sent already perhaps: another id would move the stock once more.
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

const COMMAND_ID = /^rsv\.(?:[0-9a-f]{16}|[0-9a-f]{32})\.([0-9]{1,3})\.([RUF])\.(.+)$/su;

/**
 * What a command's id says of itself; null when it is none of ours. Only `commandId` of that reservation
 * proves it.
 */
export function readCommandId(
  event_id: string,
): { readonly line: number; readonly operation: StockOperation; readonly reservation_id: string } | null {
  const [, line, operation, reservation_id] = COMMAND_ID.exec(event_id) ?? [];
  if (operation === undefined || reservation_id === undefined) return null;
  return { line: Number(line), operation: operation as StockOperation, reservation_id };
}
