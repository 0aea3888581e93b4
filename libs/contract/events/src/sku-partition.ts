/**
 * Java's `String.hashCode`: over UTF-16 code units, in 32-bit arithmetic that wraps. Range -2^31..2^31-1.
 */
export function javaStringHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/**
 * The partition of every topic that carries a SKU: floorMod(hashCode(sku), partitions). Partitions must be a
 * power of two: only then does Debezium's PartitionRouting, which takes (hash & 2^31-1) % n, agree with
 * floorMod. Throws RangeError else.
 */
export function skuPartition(sku: string, partitions: number): number {
  if (!isPowerOfTwo(partitions)) throw new RangeError(`${partitions} partitions: must be a power of two`);
  // For a power of two the low bits are floorMod, of negative hashes too.
  return javaStringHashCode(sku) & (partitions - 1);
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(n) && n > 0 && n <= 2 ** 30 && (n & (n - 1)) === 0;
}
