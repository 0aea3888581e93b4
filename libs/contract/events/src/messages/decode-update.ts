import type { ValidateFunction } from 'ajv';
import { MAX_AHEAD_MS, parseEventTime } from '../formats/event-time.js';
import type {
  InventoryUpdateV1,
  InventoryUpdateV2,
  InventoryUpdateV3,
  StockCommandV2,
} from '../generated/types.js';
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
import { upcastUpdateV2ToV3 } from '../upcast/upcast-update-v2-to-v3.js';
import {
  fieldProblem,
  validateStockCommand,
  validateUpdateV1,
  validateUpdateV2,
  validateUpdateV3,
} from './validators.js';

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
  if (version !== 1 && version !== 2 && version !== 3)
    return refuse(value, 'unknown_version', 'schema_version');
  const { operation } = value;
  if (isOneOf(STOCK_COMMAND_OPERATIONS, operation))
    return refuse(value, 'operation_not_allowed', 'operation');
  const { event_id } = value;
  if (typeof event_id === 'string' && event_id.startsWith(RESERVED_ID_PREFIX))
    return refuse(value, 'reserved_event_id', 'event_id');
  const finish = (event: AnyUpdate): Normalised => normalise(newestUpdate(event, version), now_ms);
  if (version === 1) return check(value, validateUpdateV1, finish);
  return version === 2 ? check(value, validateUpdateV2, finish) : check(value, validateUpdateV3, finish);
}

type AnyUpdate = InventoryUpdateV1 | InventoryUpdateV2 | InventoryUpdateV3;

const NEWEST_VERSION = 3;
/** Keyed by the version that each step starts from. A version 4 needs one more entry. */
const UPDATE_UPCASTERS: ReadonlyMap<number, Upcaster> = new Map<number, Upcaster>([
  [1, (event) => upcastUpdateV1ToV2(event as InventoryUpdateV1)],
  [2, (event) => upcastUpdateV2ToV3(event as InventoryUpdateV2)],
]);

/** Upcasts an update that is valid by the schema of its version. */
function newestUpdate(event: AnyUpdate, schema_version: number): InventoryUpdateV3 {
  return upcast({ ...event, schema_version }, UPDATE_UPCASTERS, NEWEST_VERSION) as InventoryUpdateV3;
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

function check<T extends AnyUpdate | StockCommandV2>(
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
function normalise(event: InventoryUpdateV3 | StockCommandV2, now_ms: number): Normalised {
  const v3: InventoryUpdateV3 | (StockCommandV2 & Partial<Omit<InventoryUpdateV3, keyof StockCommandV2>>) =
    event;
  const step = NAMES.find((name) => isDotSegment(v3[name]));
  if (step !== undefined) return { reason: 'dot_segment', path: step };
  if (v3.quantity === 0 && v3.operation !== 'S') return { reason: 'invalid_quantity', path: 'quantity' };
  const event_time_ms = parseEventTime(v3.event_time);
  if (event_time_ms === null) return { reason: 'invalid_event_time', path: 'event_time' };
  if (event_time_ms < 0) return { reason: 'event_time_too_old', path: 'event_time' };
  if (event_time_ms > now_ms + MAX_AHEAD_MS) return { reason: 'event_time_in_future', path: 'event_time' };
  const misplaced = misplacedField(v3);
  if (misplaced !== null) return misplaced;
  const bucket_type = v3.bucket_type ?? DEFAULT_BUCKET;
  const location_id = v3.location_id ?? DEFAULT_LOCATION;
  const isMove = v3.operation === 'M';
  const to_bucket_type = isMove ? (v3.to_bucket_type ?? bucket_type) : null;
  const to_location_id = isMove ? (v3.to_location_id ?? location_id) : null;
  if (bucket_type === 'reserved') return { reason: 'bucket_not_allowed', path: 'bucket_type' };
  if (to_bucket_type === 'reserved') return { reason: 'bucket_not_allowed', path: 'to_bucket_type' };
  if (isMove && to_bucket_type === bucket_type && to_location_id === location_id) {
    return { reason: 'same_movement_target', path: 'to_bucket_type' };
  }
  return {
    schema_version: 3,
    event_id: v3.event_id,
    sku: v3.sku,
    seller_id: v3.seller_id,
    operation: v3.operation,
    quantity: v3.quantity,
    event_time_ms,
    bucket_type,
    location_id,
    to_bucket_type,
    to_location_id,
    reason: v3.reason ?? null,
    reference: v3.reference ?? null,
    expected_quantity: v3.expected_quantity ?? null,
    counted: v3.counted ?? 'bucket',
  };
}

function misplacedField(
  event: Partial<InventoryUpdateV3> | StockCommandV2,
): { reason: UpdateProblemCode; path: string } | null {
  const { operation, bucket_type, to_bucket_type, to_location_id, expected_quantity, counted } =
    event as InventoryUpdateV3;
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
  if (operation !== 'S' && counted !== undefined) return { reason: 'unexpected_field', path: 'counted' };
  if (counted === 'on_hand' && bucket_type !== undefined) {
    return { reason: 'unexpected_field', path: 'bucket_type' };
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
