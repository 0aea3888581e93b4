import type { ValidateFunction } from 'ajv';
import { MAX_AHEAD_MS, parseEventTime } from '../formats/event-time.js';
import type { InventoryUpdateV1, InventoryUpdateV2, StockCommandV2 } from '../generated/types.js';
import {
  DEFAULT_BUCKET,
  DEFAULT_LOCATION,
  type InventoryUpdate,
  SELLER_OPERATIONS,
  STOCK_COMMAND_OPERATIONS,
} from '../inventory-update.js';
import { UPDATE_PROBLEMS, type UpdateProblemCode } from './problem-codes.js';
import { readableIds, type ReadableIds } from './readable-ids.js';
import { requestHash } from '../request-hash.js';
import { parseStrictJson } from '../formats/strict-json.js';
import { isDotSegment } from '../formats/string-formats.js';
import { upcast, type Upcaster } from '../upcast/upcast.js';
import { upcastUpdateV1ToV2 } from '../upcast/upcast-update-v1-to-v2.js';
import { fieldProblem, validateStockCommand, validateUpdateV1, validateUpdateV2 } from './validators.js';

/** A message that could not be decoded, with those of its ids that are valid. */
export interface Undecoded extends ReadableIds {
  readonly ok: false;
  readonly reason: UpdateProblemCode;
  readonly detail: string;
  /** The field at fault; null if the fault is not in one field. */
  readonly path: string | null;
}

/** An update with its request hash, or why it could not be decoded. */
export type Decoded =
  { readonly ok: true; readonly update: InventoryUpdate; readonly request_hash: string } | Undecoded;

/** Like Decoded, without the hash that only the ledger needs. */
export type Read = { readonly ok: true; readonly update: InventoryUpdate } | Undecoded;

/**
 * Decodes a seller's update of any version from a message's bytes. An event_time more than MAX_AHEAD_MS after
 * `now_ms` is refused. Never throws.
 */
export function decodeUpdate(bytes: Uint8Array, now_ms: number): Decoded {
  return decodeBytes(bytes, (value) => readUpdate(value, now_ms));
}

/** Decodes a command of the reservation service (R, U, F) from a message's bytes. Never throws. */
export function decodeStockCommand(bytes: Uint8Array, now_ms: number): Decoded {
  return decodeBytes(bytes, (value) => {
    if (!isObject(value)) return refuse(value, 'not_an_object');
    if (isOneOf(SELLER_OPERATIONS, value['operation']))
      return refuse(value, 'operation_not_allowed', 'operation');
    return check(value, validateStockCommand, (command) => normalise(command, now_ms));
  });
}

/**
 * Prefix of the ids of our own stock commands. A seller's id may not begin with it; compared byte for byte.
 */
const RESERVED_ID_PREFIX = 'rsv.';

/**
 * Checks an update that is parsed already. HTTP and Kafka both use it, so they refuse the same updates. Never
 * throws.
 */
export function readUpdate(value: unknown, now_ms: number): Read {
  if (!isObject(value)) return refuse(value, 'not_an_object');
  const version = value['schema_version'] ?? 1;
  if (version !== 1 && version !== 2) return refuse(value, 'unknown_version', 'schema_version');
  const { operation } = value;
  if (isOneOf(STOCK_COMMAND_OPERATIONS, operation))
    return refuse(value, 'operation_not_allowed', 'operation');
  const { event_id } = value;
  if (typeof event_id === 'string' && event_id.startsWith(RESERVED_ID_PREFIX))
    return refuse(value, 'reserved_event_id', 'event_id');
  return version === 1
    ? check(value, validateUpdateV1, (event) => normalise(newestUpdate(event), now_ms))
    : check(value, validateUpdateV2, (event) => normalise(event, now_ms));
}

const NEWEST_VERSION = 2;
/** Keyed by the version that each step starts from. A version 3 needs one more entry. */
const UPDATE_UPCASTERS: ReadonlyMap<number, Upcaster> = new Map([
  [1, (event) => upcastUpdateV1ToV2(event as InventoryUpdateV1)],
]);

/** Upcasts an update that is valid by the schema of its version. */
function newestUpdate(event: InventoryUpdateV1): InventoryUpdateV2 {
  return upcast({ ...event, schema_version: 1 }, UPDATE_UPCASTERS, NEWEST_VERSION) as InventoryUpdateV2;
}

function decodeBytes(bytes: Uint8Array, read: (value: unknown) => Read): Decoded {
  if (bytes.length === 0) return refuse(null, 'empty_value');
  const parsed = parseStrictJson(bytes);
  if (!parsed.ok) return { ...refuse(null, parsed.reason), detail: parsed.detail };
  const done = read(parsed.value);
  return done.ok ? { ...done, request_hash: requestHash(done.update) } : done;
}

/** Fields that are part of addresses. */
const NAMES = ['event_id', 'sku', 'seller_id'] as const;

type Normalised = InventoryUpdate | { readonly reason: UpdateProblemCode; readonly path: string };

function check<T extends InventoryUpdateV1 | InventoryUpdateV2 | StockCommandV2>(
  value: Record<string, unknown>,
  validate: ValidateFunction<T>,
  finish: (event: T) => Normalised,
): Read {
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    if (error === undefined) return refuse(value, 'invalid_type');
    const { reason, path } = fieldProblem(error);
    return refuse(value, reason, path);
  }
  const update = finish(value);
  if (!('event_id' in update)) return refuse(value, update.reason, update.path);
  return { ok: true, update };
}

/** Checks what a schema cannot express: times, and which fields belong to which operation. */
function normalise(event: InventoryUpdateV2 | StockCommandV2, now_ms: number): Normalised {
  const v2: InventoryUpdateV2 | (StockCommandV2 & Partial<Omit<InventoryUpdateV2, keyof StockCommandV2>>) =
    event;
  const step = NAMES.find((name) => isDotSegment(v2[name]));
  if (step !== undefined) return { reason: 'dot_segment', path: step };
  if (v2.quantity === 0 && v2.operation !== 'S') return { reason: 'invalid_quantity', path: 'quantity' };
  const event_time_ms = parseEventTime(v2.event_time);
  if (event_time_ms === null) return { reason: 'invalid_event_time', path: 'event_time' };
  if (event_time_ms < 0) return { reason: 'event_time_too_old', path: 'event_time' };
  if (event_time_ms > now_ms + MAX_AHEAD_MS) return { reason: 'event_time_in_future', path: 'event_time' };
  const misplaced = misplacedField(v2);
  if (misplaced !== null) return misplaced;
  const bucket_type = v2.bucket_type ?? DEFAULT_BUCKET;
  const location_id = v2.location_id ?? DEFAULT_LOCATION;
  const isMove = v2.operation === 'M';
  const to_bucket_type = isMove ? (v2.to_bucket_type ?? bucket_type) : null;
  const to_location_id = isMove ? (v2.to_location_id ?? location_id) : null;
  if (bucket_type === 'reserved') return { reason: 'bucket_not_allowed', path: 'bucket_type' };
  if (to_bucket_type === 'reserved') return { reason: 'bucket_not_allowed', path: 'to_bucket_type' };
  if (isMove && to_bucket_type === bucket_type && to_location_id === location_id) {
    return { reason: 'same_movement_target', path: 'to_bucket_type' };
  }
  return {
    schema_version: 2,
    event_id: v2.event_id,
    sku: v2.sku,
    seller_id: v2.seller_id,
    operation: v2.operation,
    quantity: v2.quantity,
    event_time_ms,
    bucket_type,
    location_id,
    to_bucket_type,
    to_location_id,
    reason: v2.reason ?? null,
    reference: v2.reference ?? null,
    expected_quantity: v2.expected_quantity ?? null,
  };
}

function misplacedField(
  event: Partial<InventoryUpdateV2> | StockCommandV2,
): { reason: UpdateProblemCode; path: string } | null {
  const { operation, to_bucket_type, to_location_id, expected_quantity } = event as InventoryUpdateV2;
  const aims = to_bucket_type !== undefined || to_location_id !== undefined;
  if (operation === 'M' && !aims) return { reason: 'missing_movement_target', path: 'to_bucket_type' };
  if (operation !== 'M' && aims) {
    return {
      reason: 'unexpected_field',
      path: to_bucket_type === undefined ? 'to_location_id' : 'to_bucket_type',
    };
  }
  if (operation !== 'S' && expected_quantity !== undefined) {
    return { reason: 'unexpected_field', path: 'expected_quantity' };
  }
  return null;
}

function refuse(value: unknown, reason: UpdateProblemCode, path: string | null = null): Undecoded {
  const detail = path === null ? UPDATE_PROBLEMS[reason] : `${path}: ${UPDATE_PROBLEMS[reason]}`;
  return { ok: false, reason, detail, path, ...readableIds(value) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf(operations: readonly string[], operation: unknown): boolean {
  return typeof operation === 'string' && operations.includes(operation);
}
