/**
 * Java's `String.hashCode`: over UTF-16 code units, in 32-bit arithmetic with overflow. The result is in
 * -2^31..2^31-1.
 */
export function javaStringHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/**
 * The partition of a SKU in every SKU-keyed topic: floorMod(hashCode(sku), partitions). Throws RangeError
 * unless `partitions` is a power of two: only then does Debezium's PartitionRouting, which computes (hash &
 * 2^31-1) % n, give the same result.
 */
export function skuPartition(sku: string, partitions: number): number {
  if (!isPowerOfTwo(partitions)) throw new RangeError(`${partitions} partitions: must be a power of two`);
  // For a power of two the low bits are floorMod, also of negative hashes.
  return javaStringHashCode(sku) & (partitions - 1);
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(n) && n > 0 && n <= 2 ** 30 && (n & (n - 1)) === 0;
}
