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

const units = {
  held: count.describe('units that are held for it'),
  fulfilled: count.describe('units that left the stock'),
  released: count.describe('units that can be sold again'),
};

const PART = z.strictObject({
  part_id: text,
  action: z.enum(['confirm', 'cancel']),
  at: instant,
  lines: z.array(
    z.strictObject({
      line: count,
      location_id: text,
      quantity: count,
      status: z
        .enum(['requested', 'done', 'refused', 'failed'])
        .describe('requested: no answer yet; refused: still held; failed: never done'),
    }),
  ),
});

const LOCATION = z.strictObject({ location_id: text, quantity: count, status: text, ...units });

/** A reservation in the API. */
export const RESERVATION = z.strictObject({
  reservation_id: text,
  order_id: text,
  client: text.nullable().describe('whose it is; null of one from before clients were noted'),
  status: text,
  requested_at: instant,
  expires_at: instant,
  lines: z.array(
    z.strictObject({
      ...line,
      location_id: text.nullable().describe('null: its units are at several locations'),
      status: text,
      ...units,
      ...refusal,
      ...awaited,
      locations: z.array(LOCATION).describe('where its units are asked for or were held'),
    }),
  ),
  parts: z.array(PART).describe('what was confirmed or cancelled before the rest, in that order'),
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
