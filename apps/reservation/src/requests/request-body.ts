import { isDeepStrictEqual } from 'node:util';
import { MAX_HOLD_S } from '@stockproof/bounds';
import { canonicalDigest } from '@stockproof/evidence';
import { DEFAULT_LOCATION, identifier, newIdentifier } from '@stockproof/events';
import { openApiSchema, parseBody, Problem } from '@stockproof/http';
import type { OrderLine, PartLine } from '@stockproof/reservation-saga';
import { z } from 'zod';

const MAX_LINES = 100;

const bodies = z.strictObject({
  reservation_id: newIdentifier(64),
  order_id: newIdentifier(64),
  lines: z
    .array(
      z.strictObject({
        seller_id: identifier(64),
        sku: identifier(64),
        quantity: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
        location_id: identifier(64).default(DEFAULT_LOCATION),
      }),
    )
    .min(1)
    .max(MAX_LINES),
  /** Seconds. */
  expires_in: z.int().min(1).max(MAX_HOLD_S),
  /** Whether the order may have another reservation that has not ended. */
  beside_others: z.boolean().optional(),
});

const extension = z.strictObject({
  /** Seconds from now. */
  expires_in: z.int().min(1).max(MAX_HOLD_S),
});

const part = z.strictObject({
  /** The client's id of this step: sent again, it is done once. */
  part_id: newIdentifier(64),
  lines: z
    .array(
      z.strictObject({
        line: z.int().min(1).max(MAX_LINES),
        quantity: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
      }),
    )
    .min(1)
    .max(MAX_LINES),
});

/** A part, or everything that is left. The part first: of two branches with one unknown field each the first is reported. */
const turns = z.union([part, z.strictObject({})]);

/** The body in the OpenAPI document. */
export const RESERVATION_BODY = openApiSchema(bodies);

/** The body of an extension in the OpenAPI document. */
export const EXTENSION_BODY = openApiSchema(extension);

/** Parses the body of an extension: seconds from now. Throws a Problem that says what is wrong with it. */
export function readExtension(body: unknown): number {
  return parseBody(extension, body).expires_in;
}

/** The body of a confirmation or cancellation in the OpenAPI document; without one it is of everything that is left. */
export const TURN_BODY = openApiSchema(turns);

/** A part that a client asks for; each line at most once. */
export interface AskedPart {
  readonly part_id: string;
  readonly lines: readonly PartLine[];
}

/** Parses the body of a confirmation or cancellation; null: of everything that is left. Throws a Problem that says what is wrong with it. */
export function readTurn(body: unknown): AskedPart | null {
  if (body === undefined || body === null || isDeepStrictEqual(body, {})) return null;
  // Without the union a fault is named by its member.
  const asked = parseBody(part, body);
  const lines = asked.lines.map(({ line }) => line);
  const twice = lines.find((line, index) => lines.indexOf(line) < index);
  if (twice !== undefined)
    throw new Problem(400, 'bad_request', `lines: line ${twice} is there twice; say its quantity once`);
  return asked;
}

/** A requested reservation, valid by its schema; `expires_in` is in seconds. */
export interface AskedReservation {
  readonly reservation_id: string;
  readonly order_id: string;
  readonly lines: readonly OrderLine[];
  readonly expires_in: number;
  readonly beside_others: boolean;
  /** SHA-256 of the normalised request (hex): defaults filled in, in any order of members. */
  readonly request_hash: string;
}

/** Parses the body of a request. Throws a Problem that says what is wrong with it. */
export function readReservation(body: unknown): AskedReservation {
  const parsed = parseBody(bodies, body);
  return { ...parsed, beside_others: parsed.beside_others === true, request_hash: canonicalDigest(parsed) };
}

const LONGEST_WAIT_S = 30;

/** The seconds of `Prefer: wait` (RFC 7240), at most 30; 0 if it is missing. */
export function waitOf(prefer: string | undefined): number {
  const wanted = Number(/(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(prefer ?? '')?.[1] ?? 0);
  return Math.min(LONGEST_WAIT_S, wanted);
}
