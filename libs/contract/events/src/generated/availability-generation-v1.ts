// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

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
