import { isDeepStrictEqual } from 'node:util';
import { MAX_HOLD_S } from '@stockproof/bounds';
import { canonicalDigest } from '@stockproof/evidence';
import { DEFAULT_LOCATION, identifier, newIdentifier } from '@stockproof/events';
import { openApiSchema, parseBody, Problem } from '@stockproof/http';
import type { Allocation, AllocationPolicy, AskedPartLine, OrderLine } from '@stockproof/reservation-saga';
import { z } from 'zod';

const MAX_LINES = 100;

const MAX_PREFERRED = 20;

const allocation = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('fewest_splits') }),
  z.strictObject({
    policy: z.literal('preference'),
    /** Only these, each emptied before the next. */
    locations: z.array(identifier(64)).min(1).max(MAX_PREFERRED),
  }),
]);

const bodies = z.strictObject({
  reservation_id: newIdentifier(64),
  order_id: newIdentifier(64),
  lines: z
    .array(
      z.strictObject({
        seller_id: identifier(64),
        sku: identifier(64),
        quantity: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
        location_id: identifier(64).optional(),
      }),
    )
    .min(1)
    .max(MAX_LINES),
  /** Seconds. */
  expires_in: z.int().min(1).max(MAX_HOLD_S),
  /** Whether the order may have another reservation that has not ended. */
  beside_others: z.boolean().optional(),
  /** Where lines without a location are held. */
  allocation: allocation.optional(),
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
        /** Only from this one of the line's locations. */
        location_id: identifier(64).optional(),
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

/** A part that a client asks for; each line at most once, or once for each of its locations. */
export interface AskedPart {
  readonly part_id: string;
  readonly lines: readonly AskedPartLine[];
}

/** Parses the body of a confirmation or cancellation; null: of everything that is left. Throws a Problem that says what is wrong with it. */
export function readTurn(body: unknown): AskedPart | null {
  if (body === undefined || body === null || isDeepStrictEqual(body, {})) return null;
  // Without the union a fault is named by its member.
  const { part_id, lines } = parseBody(part, body);
  const twice = lines.find((one, index) => lines.slice(0, index).some((before) => overlap(before, one)));
  if (twice !== undefined)
    throw new Problem(
      400,
      'bad_request',
      `lines: line ${twice.line} is there twice; say its quantity once, or once for each location`,
    );
  return { part_id, lines: lines.map(withoutUndefined) };
}

type ParsedPartLine = z.infer<typeof part>['lines'][number];

function overlap(one: ParsedPartLine, other: ParsedPartLine): boolean {
  const somewhere = one.location_id === undefined || other.location_id === undefined;
  return one.line === other.line && (somewhere || one.location_id === other.location_id);
}

function withoutUndefined({ line, quantity, location_id }: ParsedPartLine): AskedPartLine {
  return { line, quantity, ...(location_id === undefined ? {} : { location_id }) };
}

/** A requested reservation, valid by its schema; `expires_in` is in seconds. */
export interface AskedReservation {
  readonly reservation_id: string;
  readonly order_id: string;
  readonly lines: readonly OrderLine[];
  readonly expires_in: number;
  readonly beside_others: boolean;
  /** Missing if every line has a location. */
  readonly allocation?: Allocation;
  /** SHA-256 of the normalised request (hex): defaults filled in, in any order of members. */
  readonly request_hash: string;
}

/** Parses the body of a request. Throws a Problem that says what is wrong with it. */
export function readReservation(body: unknown): AskedReservation {
  const { allocation: wanted, beside_others, ...parsed } = parseBody(bodies, body);
  const found = allocationOf(parsed.lines, wanted ?? { policy: 'fewest_splits' });
  if (wanted !== undefined && found === null)
    throw new Problem(400, 'bad_request', 'allocation: every line has a location; leave out one of the two');
  const lines = parsed.lines.map((line) => ({ ...line, location_id: line.location_id ?? DEFAULT_LOCATION }));
  const hashed = {
    ...{ ...parsed, lines },
    ...(beside_others === undefined ? {} : { beside_others }),
    ...(wanted === undefined ? {} : { allocation: wanted }),
  };
  return {
    ...parsed,
    lines: parsed.lines.map((line) => ({ ...line, location_id: line.location_id ?? askedFirst(wanted) })),
    beside_others: beside_others === true,
    ...(found === null ? {} : { allocation: found }),
    request_hash: canonicalDigest(hashed),
  };
}

/** The policy with the lines that it is for; null if each line has a location. Throws a Problem if a location is preferred twice. */
function allocationOf(
  lines: readonly { readonly location_id?: string | undefined }[],
  policy: AllocationPolicy,
): Allocation | null {
  if (policy.policy === 'preference' && new Set(policy.locations).size < policy.locations.length)
    throw new Problem(400, 'bad_request', 'allocation: a location is there twice');
  const without = lines.flatMap(({ location_id }, index) => (location_id === undefined ? [index + 1] : []));
  return without.length === 0 ? null : { ...policy, lines: without };
}

/** Where a whole line is asked for first; the answer says what other locations have. */
function askedFirst(policy: AllocationPolicy | undefined): string {
  const [preferred] = policy?.policy === 'preference' ? policy.locations : [];
  return preferred ?? DEFAULT_LOCATION;
}

const LONGEST_WAIT_S = 30;

/** The seconds of `Prefer: wait` (RFC 7240), at most 30; 0 if it is missing. */
export function waitOf(prefer: string | undefined): number {
  const wanted = Number(/(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(prefer ?? '')?.[1] ?? 0);
  return Math.min(LONGEST_WAIT_S, wanted);
}
