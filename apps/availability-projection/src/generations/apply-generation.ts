import type { ProjectionFunctions } from '@stockproof/availability';
import type {
  AvailabilityGenerationRowV1,
  AvailabilityGenerationV1,
  RepairMessage,
} from '@stockproof/events';
import type { PartitionKey, Queryable } from '@stockproof/postgres';
import { knownOutcomes, writeOutcomes } from '../repair-outcomes/sql/repair-outcomes.js';
import { readFunctions } from './sql/projection-function.js';
import { applyRows } from './apply-rows.js';
import { applyStep } from './apply-step.js';

/** What applyGeneration needs. `db` is the transaction that also commits the offset of the messages. */
export interface GenerationContext {
  readonly db: Queryable;
  readonly functions: ProjectionFunctions;
  /** The held partition of the ledger's CDC topic. */
  readonly key: PartitionKey;
}

/**
 * Applies the messages about the next generation, in order, and returns the steps among them. A step that was
 * applied before is not applied again.
 */
export async function applyGeneration(
  { db, functions, key }: GenerationContext,
  messages: readonly RepairMessage[],
): Promise<AvailabilityGenerationV1[]> {
  const steps: AvailabilityGenerationV1[] = [];
  let rows: AvailabilityGenerationRowV1[] = [];
  const applyAll = async (): Promise<void> => {
    const batch = rows;
    rows = [];
    if (batch.length === 0) return;
    const { next } = await readFunctions(db);
    const wanted = batch.filter(({ recovery_id }) => recovery_id === next?.recovery_id);
    if (next !== null && wanted.length > 0) await applyRows(db, key.partition, await functions(next), wanted);
  };
  for (const message of messages) {
    if (message.type === 'generation_row') rows.push(message);
    if (message.type !== 'generation') continue;
    await applyAll();
    steps.push(message);
    const { repair_id, recovery_id } = message;
    if ((await knownOutcomes(db, [repair_id])).has(repair_id)) continue;
    const outcome = (await isHere(functions, message)) ? await applyStep(db, key, message) : 'stale';
    await writeOutcomes(db, key.partition, [
      { repair_id, recovery_id, seller_id: null, sku: null, outcome, removed: false },
    ]);
  }
  await applyAll();
  return steps;
}

/**
 * Whether this process has the function of a generation; without it the generation is refused at its begin.
 */
function isHere(functions: ProjectionFunctions, step: AvailabilityGenerationV1): Promise<boolean> {
  return functions(step.function).then(
    () => true,
    () => false,
  );
}
