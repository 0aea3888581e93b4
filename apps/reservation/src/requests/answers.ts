import { part } from '@stockproof/http';
import { AWAITED_COMMANDS } from '@stockproof/reservation-saga';
import { z } from 'zod';

const { count, instant, text } = part;

const awaited = {
  awaits: z.enum(AWAITED_COMMANDS).nullable().describe('the stock command without an answer; null: none'),
  awaits_since: instant.nullable().describe('when it was first sent'),
};
const refusal = { reason: text.nullable(), available: count.nullable() };
const line = { line: count, seller_id: text, sku: text, quantity: count };

/** A reservation in the API. */
export const RESERVATION = z.strictObject({
  reservation_id: text,
  order_id: text,
  client: text.nullable().describe('whose it is; null of one from before clients were noted'),
  status: text,
  requested_at: instant,
  expires_at: instant,
  lines: z.array(z.strictObject({ ...line, location_id: text, status: text, ...refusal, ...awaited })),
  rejected_lines: z.array(z.strictObject({ ...line, ...refusal })).optional(),
});

/** A reservation with its steps in order; each type of step has its own members. */
export const WITH_HISTORY = RESERVATION.extend({
  history: z.array(z.looseObject({ version: count, type: text, at: instant, caused_by: text.nullable() })),
});

/** A page of reservations. */
export const LISTED = z.strictObject({
  items: z.array(
    z.strictObject({
      reservation_id: text,
      order_id: text,
      client: text.nullable(),
      status: text,
      requested_at: instant,
      expires_at: instant,
      attempts: count,
      stuck: z.boolean(),
    }),
  ),
});

/** `rejected_lines` is there only if a line was rejected. */
export type ReservationAnswer = z.infer<typeof RESERVATION>;
/** The nonce of the reservation is never part of it. */
export type HistoryAnswer = z.infer<typeof WITH_HISTORY>;
