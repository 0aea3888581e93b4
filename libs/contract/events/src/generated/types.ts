// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

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

/**
 * Tells the owner of the view what a signed record says of offers; it changes no stock.
 */
export interface AvailabilityConfidenceV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'confidence';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * What the evidence says of these offers.
   */
  confidence: 'trusted' | 'untrusted';
  /**
   * When the evidence was sealed, UTC.
   */
  verified_at: string;
  /**
   * Offers of one partition.
   *
   * @minItems 1
   * @maxItems 1000
   */
  offers: [
    {
      /**
       * Stock keeping unit; decides the partition.
       */
      sku: string;
      /**
       * Whose offer.
       */
      seller_id: string;
    },
    ...{
      /**
       * Stock keeping unit; decides the partition.
       */
      sku: string;
      /**
       * Whose offer.
       */
      seller_id: string;
    }[]
  ];
}

/**
 * Steps of a new generation of the view: opened and built beside the live one, then put in its place in one transaction.
 */
export interface AvailabilityGenerationV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'generation';
  /**
   * open: begin it, empty. promote: the rows of this partition are there; the last partition to say so swaps. announce: publish what the swap changed. drop: give it up.
   */
  action: 'open' | 'promote' | 'announce' | 'drop';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the step; sent again, it is done once.
   */
  repair_id: string;
  /**
   * What the generation is made with.
   */
  function: {
    /**
     * built-in, or a candidate's name.
     */
    name: string;
    /**
     * Its version.
     */
    version: number;
    /**
     * SHA-256 of the candidate's file; null for the built-in one.
     */
    digest: string | null;
  };
  /**
   * How many partitions must say promote.
   */
  partitions: number;
}

/**
 * One offer of a generation of the view that is built beside the live one.
 */
export interface AvailabilityGenerationRowV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is told.
   */
  type: 'generation_row';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The row as the new generation has it.
   */
  state: {
    /**
     * The ledger version this state is of.
     */
    version: number;
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
     * Sellable units by location.
     */
    locations: {
      /**
       * Where.
       */
      location_id: string;
      /**
       * Units there.
       */
      sellable: number;
    }[];
    /**
     * event_time of that version, UTC.
     */
    event_time: string;
    /**
     * The latest event_time up to that version, UTC.
     */
    newest_event_time: string;
    /**
     * When that version was accepted, UTC.
     */
    accepted_at: string;
  };
}

/**
 * Asks the owner of the view to set one offer right, by compare-and-set.
 */
export interface AvailabilityRepairV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'repair';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * What the view held when it was compared; the repair is refused when it holds something else by now. null: no row.
   */
  expected: {
    /**
     * Version of the row.
     */
    version: number;
    /**
     * Revision of the row.
     */
    revision: number;
  } | null;
  /**
   * The revision of the repaired row: above every one published of that version.
   */
  revision: number;
  /**
   * The row as it must be; null: there must be none.
   */
  state: {
    /**
     * The ledger version this state is of.
     */
    version: number;
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
     * Sellable units by location.
     */
    locations: {
      /**
       * Where.
       */
      location_id: string;
      /**
       * Units there.
       */
      sellable: number;
    }[];
    /**
     * event_time of that version, UTC.
     */
    event_time: string;
    /**
     * The latest event_time up to that version, UTC.
     */
    newest_event_time: string;
    /**
     * When that version was accepted, UTC.
     */
    accepted_at: string;
  } | null;
  /**
   * Partitions of the availability topic that hold a message of this offer and are not its home: what stands there is taken back. Absent: none.
   *
   * @maxItems 1024
   */
  stray_partitions?: number[];
  /**
   * Where in the captured topic the changes after the expected version begin: with it a repair follows an offer that has moved on meanwhile.
   */
  changes_from_offset?: number;
}

/**
 * A message that could not be applied, whole, with the reason.
 */
export interface DeadLetterV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * Code of what is wrong with the message.
   */
  reason: string;
  /**
   * The same for a person.
   */
  detail: string;
  /**
   * Who has to mend it: seller:<id>, or platform when no seller could be read.
   */
  owner: string;
  /**
   * As far as it could be read.
   */
  seller_id: string | null;
  /**
   * As far as it could be read.
   */
  event_id: string | null;
  /**
   * As far as it could be read.
   */
  sku: string | null;
  /**
   * Topic the message was read from.
   */
  source_topic: string;
  /**
   * Its partition.
   */
  source_partition: number;
  /**
   * Its offset.
   */
  source_offset: number;
  /**
   * The message's key as received.
   */
  key_base64: string | null;
  /**
   * The message's value as received.
   */
  value_base64: string | null;
  /**
   * When it was set aside, UTC.
   */
  quarantined_at: string;
}

/**
 * A well-formed update that the ledger refused; final for its event_id.
 */
export interface InventoryRejectionV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * The seller's own id of this event; with the seller_id it is the idempotency key.
   */
  event_id: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * Stock keeping unit; the ordering key. Compared byte for byte, never normalised.
   */
  sku: string;
  /**
   * The operation asked for.
   */
  operation: 'I' | 'D' | 'S' | 'M' | 'R' | 'U' | 'F';
  /**
   * The quantity asked for.
   */
  quantity: number;
  /**
   * Code: insufficient_stock, quantity_overflow, quantity_mismatch.
   */
  reason: string;
  /**
   * What the sender needs to mend it.
   */
  facts: {
    [k: string]: string | number;
  };
  /**
   * The event's own time, UTC.
   */
  event_time: string;
  /**
   * When it was decided, UTC.
   */
  rejected_at: string;
  /**
   * Topic the message was read from.
   */
  source_topic: string;
  /**
   * Its partition.
   */
  source_partition: number;
  /**
   * Its offset.
   */
  source_offset: number;
}

/**
 * A seller's stock update in its first version: six fields, default bucket and location.
 */
export interface InventoryUpdateV1 {
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
   * I receive, D decrease, S set an absolute count, M move.
   */
  operation: 'I' | 'D' | 'S' | 'M';
  /**
   * When it happened at the seller, RFC 3339 with offset; read to the millisecond.
   */
  event_time: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * May be left out: an event without it is version 1.
   */
  schema_version?: 1;
}

/**
 * A seller's stock update with bucket, location, reason and movement target.
 */
export interface InventoryUpdateV2 {
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
   * I receive, D decrease, S set an absolute count, M move.
   */
  operation: 'I' | 'D' | 'S' | 'M';
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
   * Where the stock is; sellable when left out. Sellers can not touch reserved.
   */
  bucket_type?: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
  /**
   * The place, such as a warehouse; default when left out.
   */
  location_id?: string;
  /**
   * M only: the bucket moved to; the source bucket when left out.
   */
  to_bucket_type?: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
  /**
   * M only: the location moved to; the source location when left out.
   */
  to_location_id?: string;
  /**
   * Why the stock changed, in the seller's words.
   */
  reason?: string;
  /**
   * The document behind the change, such as a purchase order.
   */
  reference?: string;
  /**
   * S only: applied if the bucket holds exactly this many, else rejected as quantity_mismatch.
   */
  expected_quantity?: number;
}

/**
 * Asks the reservation service to set the read model of one reservation right; its history is never touched.
 */
export interface ReservationRepairV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'repair';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Which reservation; decides the partition.
   */
  reservation_id: string;
  /**
   * The newest version of its stream that the repair was worked out from; 0: it has no history. Another one by now: refused.
   */
  version: number;
  /**
   * What is to be read of it; null: nothing, its rows are removed.
   */
  state: {
    /**
     * Whose order.
     */
    order_id: string;
    /**
     * How far the reservation is.
     */
    status:
      'requested' | 'held' | 'confirming' | 'releasing' | 'confirmed' | 'rejected' | 'cancelled' | 'expired';
    /**
     * When it was asked for, UTC.
     */
    requested_at: string;
    /**
     * When it ends unless confirmed, UTC.
     */
    expires_at: string;
    /**
     * How often what is outstanding was sent again.
     */
    attempts: number;
    /**
     * When what is outstanding is sent again, UTC; null: nothing is.
     */
    next_step_at: string | null;
    /**
     * Whether somebody has to look.
     */
    stuck: boolean;
    /**
     * Every line; one that is not named is removed.
     *
     * @minItems 1
     */
    lines: [
      {
        /**
         * Number in the order.
         */
        line: number;
        /**
         * Whose offer.
         */
        seller_id: string;
        /**
         * Stock keeping unit.
         */
        sku: string;
        /**
         * Where the units are reserved.
         */
        location_id: string;
        /**
         * Units asked for.
         */
        quantity: number;
        /**
         * How far the line is.
         */
        status: 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released';
        /**
         * Why it was rejected; null: it was not.
         */
        reason: string | null;
        /**
         * What could be had when it was rejected.
         */
        available: number | null;
      },
      ...{
        /**
         * Number in the order.
         */
        line: number;
        /**
         * Whose offer.
         */
        seller_id: string;
        /**
         * Stock keeping unit.
         */
        sku: string;
        /**
         * Where the units are reserved.
         */
        location_id: string;
        /**
         * Units asked for.
         */
        quantity: number;
        /**
         * How far the line is.
         */
        status: 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released';
        /**
         * Why it was rejected; null: it was not.
         */
        reason: string | null;
        /**
         * What could be had when it was rejected.
         */
        available: number | null;
      }[]
    ];
  } | null;
}

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

/**
 * Asks the owner of the ledger to have the rows of one offer captured once more, because the capture lacks some.
 */
export interface StockRecaptureV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'recapture';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The first version that the capture lacks; those before it are not read again. Absent: all are.
   */
  from_version?: number;
}

/**
 * Asks the command handler to set the derived tables of one offer right; the ledger itself is never touched.
 */
export interface StockRepairV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * What is asked for.
   */
  type: 'repair';
  /**
   * The recovery that sends it.
   */
  recovery_id: string;
  /**
   * Names the repair; sent again, it is done once.
   */
  repair_id: string;
  /**
   * Stock keeping unit; decides the partition.
   */
  sku: string;
  /**
   * Whose offer.
   */
  seller_id: string;
  /**
   * The newest ledger version the repair was worked out from; another one by now: refused.
   */
  version: number;
  /**
   * Digest of that version's row.
   */
  chain_digest: string;
  /**
   * All units, in every bucket.
   */
  stock_on_hand: number;
  /**
   * Every bucket of the offer; one that is not named is removed.
   */
  buckets: {
    /**
     * Which bucket.
     */
    bucket_type: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
    /**
     * Where.
     */
    location_id: string;
    /**
     * Units there.
     */
    quantity: number;
    /**
     * event_time of the last absolute count, UTC; null: never counted.
     */
    counted_at: string | null;
  }[];
}
