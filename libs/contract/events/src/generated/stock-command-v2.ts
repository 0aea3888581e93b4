// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A command of the reservation service: moves stock between sellable and reserved, or out.
 */
export interface StockCommandV2 {
  /**
   * The seller's own id of this event; with the seller_id it is the idempotency key.
   */
  event_id: string;
  /**
   * Stock keeping unit; the ordering key. Compared byte for byte, never normalised.
   */
  sku: string;
  /**
   * Units: 1 to 2^53-1; for S the absolute count, from 0.
   */
  quantity: number;
  /**
   * R reserve, U release, F fulfil.
   */
  operation: 'R' | 'U' | 'F';
  /**
   * When it happened at the seller, RFC 3339 with offset; read to the millisecond.
   */
  event_time: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * Names this version.
   */
  schema_version: 2;
  /**
   * The place, such as a warehouse; default when left out.
   */
  location_id?: string;
  /**
   * Why the stock changed, in the seller's words.
   */
  reason?: string;
  /**
   * The reservation this belongs to.
   */
  reference?: string;
}
