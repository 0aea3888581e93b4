/** What a consumer holds of one fetch (see `FETCH` in @stockproof/bounds, which has the defaults). */
export interface FetchLimits {
  /** Most bytes of one partition, packed. A batch that is larger comes when its partition is the first. */
  readonly partition_bytes: number;
  /** Most bytes unpacked, of all partitions; one batch may go beyond it. Also the most bytes packed. */
  readonly unpacked_bytes: number;
  /** Most records, of all partitions. */
  readonly records: number;
}
