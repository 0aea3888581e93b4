import type { AvailabilityGenerationV1 } from '@stockproof/events';
import type { PartitionKey, Queryable } from '@stockproof/postgres';
import { clearGeneration, noteReady } from './sql/next-generation.js';
import {
  countBehind,
  holdPartitions,
  readWholeTables,
  swapLocations,
  swapRows,
} from './sql/swap-generation.js';
import { lockNext, nameLive, nameNext, readFunctions } from './sql/projection-function.js';

/**
 * Applies one step of a generation, in the transaction of the offset. `stale` if this generation is not being
 * built, or has not caught up with the live view; then nothing is swapped.
 */
export async function applyStep(
  db: Queryable,
  { consumer_group, topic, partition }: PartitionKey,
  step: AvailabilityGenerationV1,
): Promise<'applied' | 'stale'> {
  const { action, recovery_id } = step;
  if (action === 'open') {
    await clearGeneration(db);
    await nameNext(db, step.function, recovery_id);
    return 'applied';
  }
  const building = await lockNext(db);
  const { live } = await readFunctions(db);
  if (live.recovery_id === recovery_id) return 'applied';
  if (building !== recovery_id) return 'stale';
  if (action === 'drop') {
    await clearGeneration(db);
    return 'applied';
  }
  if (action === 'announce') return 'stale';
  return (await noteReady(db, partition)) < step.partitions
    ? 'applied'
    : swap(db, { consumer_group, topic }, recovery_id);
}

/**
 * Swaps in one transaction that locks every partition, so readers see either the old generation or the new
 * one.
 */
async function swap(
  db: Queryable,
  key: Omit<PartitionKey, 'partition'>,
  recovery_id: string,
): Promise<'applied' | 'stale'> {
  await readWholeTables(db);
  await holdPartitions(db, key);
  if ((await countBehind(db)) > 0) return 'stale';
  const changed = await swapRows(db, recovery_id, key);
  await swapLocations(db, recovery_id);
  await nameLive(db, changed);
  await clearGeneration(db);
  return 'applied';
}
