/** Java's `String.hashCode`: over UTF-16 code units, in 32-bit arithmetic with overflow. */
export function javaStringHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/**
 * The partition that all records of a SKU are in: floorMod of the hash. Throws RangeError unless `partitions` is a
 * power of two, which every SKU-keyed topic has.
 */
export function expectedPartition(sku: string, partitions: number): number {
  if (!Number.isInteger(Math.log2(partitions)))
    throw new RangeError(`${partitions} partitions: a SKU-keyed topic has a power of two`);
  return javaStringHashCode(sku) & (partitions - 1);
}
