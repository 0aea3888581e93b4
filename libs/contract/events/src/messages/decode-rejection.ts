import { parseStrictJson } from '../formats/strict-json.js';
import type { InventoryRejectionV1 } from '../generated/types.js';
import { validateRejection } from './validators.js';

/** A rejection with its times in ms. */
export interface DecodedRejection extends Omit<
  InventoryRejectionV1,
  'schema_version' | 'event_time' | 'rejected_at'
> {
  readonly event_time_ms: number;
  readonly rejected_at_ms: number;
}

/** Parses a message of `inventory.rejections.v1`; null if it is not valid. */
export function decodeRejection(value: Buffer | null): DecodedRejection | null {
  const read = value === null ? null : parseStrictJson(value);
  if (read?.ok !== true) return null;
  const { value: message } = read;
  if (!validateRejection(message)) return null;
  const { schema_version: _version, event_time, rejected_at, ...rejection } = message;
  const [event_time_ms, rejected_at_ms] = [Date.parse(event_time), Date.parse(rejected_at)];
  if (!Number.isSafeInteger(event_time_ms) || !Number.isSafeInteger(rejected_at_ms)) return null;
  return { ...rejection, event_time_ms, rejected_at_ms };
}
