// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

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
