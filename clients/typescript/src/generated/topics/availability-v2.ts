// Written by tools/clients/generate-client.ts from asyncapi.yaml. Do not edit.

/**
 * What can be sold of one offer; the newest message of a key is the current state.
 */
export interface AvailabilityV2 {
  /**
   * Names this version.
   */
  schema_version: 2;
  /**
   * Stock keeping unit; the ordering key. Compared byte for byte, never normalised.
   */
  sku: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * The offer's ledger version this state is of; strictly grows.
   */
  version: number;
  /**
   * Raised by a repair of the same version.
   */
  revision: number;
  /**
   * All units, in every bucket.
   */
  stock_on_hand: number;
  /**
   * Units that can be sold, all locations.
   */
  sellable: number;
  /**
   * Units held for orders.
   */
  reserved: number;
  /**
   * Units that are damaged.
   */
  damaged: number;
  /**
   * Units to go back.
   */
  return_to_vendor: number;
  /**
   * Sellable units by location, in byte order of the id.
   */
  locations: {
    /**
     * The place.
     */
    location_id: string;
    /**
     * Units that can be sold there.
     */
    sellable: number;
  }[];
  /**
   * event_time of the newest version, UTC.
   */
  event_time: string;
  /**
   * When the ledger accepted it, UTC.
   */
  accepted_at: string;
}
