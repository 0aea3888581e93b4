/** Java's String.hashCode over UTF-16 units and floorMod, written independently of the code under test. */
export function expectedPartition(sku: string, partitions: number): number {
  let hash = 0n;
  for (let unit = 0; unit < sku.length; unit += 1)
    hash = BigInt.asIntN(32, hash * 31n + BigInt(sku.charCodeAt(unit)));
  const modulus = BigInt(partitions);
  return Number(((hash % modulus) + modulus) % modulus);
}
