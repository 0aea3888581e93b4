import { isIdentifier } from './string-formats.js';

/** Ids of a message that is otherwise unreadable; each null unless it has its proper form. */
export interface ReadableIds {
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
}

/** Takes what ids there are, so that a quarantined message still tells whose it is and what it touches. */
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
