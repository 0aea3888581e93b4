import { isIdentifier } from '../formats/string-formats.js';

/** The ids of an undecodable message; each is null unless it is valid. */
export interface ReadableIds {
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
}

/**
 * Extracts the valid ids of any parsed value, so that a quarantined message still shows its seller and SKU.
 * Never throws.
 */
export function readableIds(value: unknown): ReadableIds {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return {
    seller_id: proper(fields['seller_id'], 64),
    event_id: proper(fields['event_id'], 128),
    sku: proper(fields['sku'], 64),
  };
}

function proper(value: unknown, longest: number): string | null {
  return isIdentifier(value, longest) ? value : null;
}
