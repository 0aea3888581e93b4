import { canonicalDigest } from '@stockproof/evidence';
import { DEFAULT_LOCATION, isDotSegment, identifier } from '@stockproof/events';
import { openApiSchema, Problem } from '@stockproof/http';
import type { OrderLine } from '@stockproof/reservation-saga';
import { z } from 'zod';

const MAX_LINES = 100;
const LONGEST_S = 30 * 24 * 3_600;

const bodies = z.strictObject({
  reservation_id: identifier(64).refine(
    (name) => !isDotSegment(name),
    'cannot be . or ..: clients take it out of an address',
  ),
  order_id: identifier(64),
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
  expires_in: z.int().min(1).max(LONGEST_S),
});

/** The body as the API's document has it. */
export const RESERVATION_BODY = openApiSchema(bodies);

export interface AskedReservation {
  readonly reservation_id: string;
  readonly order_id: string;
  readonly lines: readonly OrderLine[];
  readonly expires_in: number;
  /** SHA-256 of the request as it is meant: defaults filled in, members in any order. */
  readonly request_hash: string;
}

/** Reads the body of a request; throws a Problem that says what is wrong with it. */
export function readReservation(body: unknown): AskedReservation {
  const parsed = bodies.safeParse(body);
  if (parsed.success) return { ...parsed.data, request_hash: canonicalDigest(parsed.data) };
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new Problem(
    400,
    'bad_request',
    `${where === '' ? 'the body' : where}: ${issue?.message ?? 'is wrong'}`,
  );
}

const LONGEST_WAIT_S = 30;

/** Seconds that a caller would wait (RFC 7240), at most 30; 0 without a word. */
export function waitOf(prefer: string | undefined): number {
  const wanted = Number(/(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(prefer ?? '')?.[1] ?? 0);
  return Math.min(LONGEST_WAIT_S, wanted);
}
