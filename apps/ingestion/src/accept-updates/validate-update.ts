import { beyondMessage } from '@stockproof/bounds';
import { type InventoryUpdate, readUpdate, unclearName, UPDATE_PROBLEMS } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { updateFaults } from './update-body.js';

/** An update that may be written, or why it is refused. */
export type ValidatedUpdate =
  | {
      readonly ok: true;
      readonly event_id: string;
      readonly sku: string;
      readonly update: InventoryUpdate;
      readonly text: string;
    }
  | { readonly ok: false; readonly event_id: string | null; readonly problem: Problem };

/**
 * Validates one event of a request: size limits and decoder as in the command handler, then the seller. A
 * seller may only write for itself, and learns nothing about others. Never throws.
 */
export function validateUpdate(value: unknown, seller_id: string, now_ms: number): ValidatedUpdate {
  const text = JSON.stringify(value) as string | undefined;
  const beyond = beyondMessage({ value_bytes: Buffer.byteLength(text ?? ''), key_bytes: 0 });
  if (beyond !== null)
    return refuse(null, new Problem(413, 'too_large', `${UPDATE_PROBLEMS.too_large}: ${beyond}`));
  const read = readUpdate(value, now_ms);
  if (!read.ok) return refuse(read.event_id, new Problem(400, read.reason, detailOf(read.detail, value)));
  const { event_id, sku } = read.update;
  if (read.update.seller_id !== seller_id) {
    return refuse(
      event_id,
      new Problem(403, 'seller_mismatch', 'seller_id must be the one your key belongs to'),
    );
  }
  const unclear = unclearField(read.update);
  if (unclear !== null) return refuse(event_id, new Problem(400, 'unclear_name', unclear));
  return { ok: true, event_id, sku, update: read.update, text: text ?? '' };
}

/**
 * The first name that its reader cannot tell from another. Only a count of nothing may name such a SKU or
 * location: so an offer that has one from before can be emptied; the ledger refuses it for any other.
 */
function unclearField(update: InventoryUpdate): string | null {
  const empties = update.operation === 'S' && update.quantity === 0;
  const names = empties
    ? (['event_id'] as const)
    : (['event_id', 'sku', 'location_id', 'to_location_id'] as const);
  for (const field of names) {
    const why = unclearName(update[field] ?? '');
    if (why !== null) return `${field}: the name ${why}`;
  }
  return null;
}

/** The decoder names the first fault; the schema of the body describes the others. */
function detailOf(detail: string, value: unknown): string {
  const faults =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? updateFaults(value) : [];
  return faults.length === 0 ? detail : `${detail} (${faults.join('; ')})`;
}

function refuse(event_id: string | null, problem: Problem): ValidatedUpdate {
  return { ok: false, event_id, problem };
}
