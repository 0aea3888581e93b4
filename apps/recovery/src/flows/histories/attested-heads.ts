import type { ReadRange } from '@stockproof/kafka';
import type { KnownHead } from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';

/**
 * Selects the heads of offers in partitions whose beginning is deleted. In complete partitions no attestation
 * is needed.
 */
export function attestedHeads(
  signed: readonly KnownHead[],
  ranges: readonly ReadRange[],
  partitions: number,
): KnownHead[] {
  const truncated = new Set(
    ranges.filter(({ from_offset }) => from_offset > 0).map(({ partition }) => partition),
  );
  return signed.filter(({ sku }) => truncated.has(skuPartition(sku, partitions)));
}
