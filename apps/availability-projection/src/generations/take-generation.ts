import type { ProjectionFunctions } from '@stockproof/availability';
import type {
  AvailabilityGenerationRowV1,
  AvailabilityGenerationV1,
  RepairMessage,
} from '@stockproof/events';
import type { PartitionKey, Queryable } from '@stockproof/postgres';
import { knownOutcomes } from '../repair-outcomes/sql/known-outcomes.js';
import { writeOutcomes } from '../repair-outcomes/sql/write-outcomes.js';
import { readFunctions } from './sql/read-functions.js';
import { takeRows } from './take-rows.js';
import { takeStep } from './take-step.js';

export interface GenerationContext {
  readonly db: Queryable;
  readonly functions: ProjectionFunctions;
  /** The partition of the captured changes whose owner this is. */
  readonly key: PartitionKey;
}

/** Takes what is said about the next generation, in order; gives the steps among it. A step that was taken is not taken again. */
export async function takeGeneration(
  { db, functions, key }: GenerationContext,
  messages: readonly RepairMessage[],
): Promise<AvailabilityGenerationV1[]> {
  const steps: AvailabilityGenerationV1[] = [];
  let rows: AvailabilityGenerationRowV1[] = [];
  const take = async (): Promise<void> => {
    const taken = rows;
    rows = [];
    if (taken.length === 0) return;
    const { next } = await readFunctions(db);
    const wanted = taken.filter(({ recovery_id }) => recovery_id === next?.recovery_id);
    if (next !== null && wanted.length > 0) await takeRows(db, key.partition, await functions(next), wanted);
  };
  for (const message of messages) {
    if (message.type === 'generation_row') rows.push(message);
    if (message.type !== 'generation') continue;
    await take();
    steps.push(message);
    const { repair_id, recovery_id } = message;
    if ((await knownOutcomes(db, [repair_id])).has(repair_id)) continue;
    const outcome = (await isHere(functions, message)) ? await takeStep(db, key, message) : 'stale';
    await writeOutcomes(db, key.partition, [
      { repair_id, recovery_id, seller_id: null, sku: null, outcome, removed: false },
    ]);
  }
  await take();
  return steps;
}

/** A generation whose function this process has not is refused before anything is begun with it. */
function isHere(functions: ProjectionFunctions, step: AvailabilityGenerationV1): Promise<boolean> {
  return functions(step.function).then(
    () => true,
    () => false,
  );
}
