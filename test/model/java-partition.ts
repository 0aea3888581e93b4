/** The partition of a SKU, computed with BigInt: String.hashCode, then Math.floorMod. */
export function javaPartition(sku: string, partitions: number): number {
  let hash = 0n;
  for (let at = 0; at < sku.length; at += 1) hash = (hash * 31n + BigInt(sku.charCodeAt(at))) & 0xffffffffn;
  const signed = hash >= 0x80000000n ? hash - 0x100000000n : hash;
  const n = BigInt(partitions);
  return Number(((signed % n) + n) % n);
}
