import type { Contract } from './recovery-contract.js';

/**
 * Returns one sentence per topic that is missing or has another partition count than the contract requires.
 */
export function partitionProblems(
  { ordering_boundary }: Contract,
  counts: ReadonlyMap<string, number | null>,
): string[] {
  return ordering_boundary.topics.flatMap((topic) => {
    const found = counts.get(topic) ?? null;
    if (found === ordering_boundary.partitions) return [];
    const has = found === null ? 'does not exist' : `has ${found} partitions`;
    return [`topic ${topic} ${has}, the contract says ${ordering_boundary.partitions}`];
  });
}
