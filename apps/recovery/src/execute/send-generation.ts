import type { AvailabilityGenerationRowV1, AvailabilityGenerationV1 } from '@stockproof/events';
import { skuPartition } from '@stockproof/sku-partitioner';
import type { RunControl } from './run-control.js';
import type { SendContext } from './send-repairs.js';
import { readOutcomes, type RepairOutcome } from './sql/read-outcomes.js';
import { waitFor } from './wait-for.js';

export type { SendContext } from './send-repairs.js';

const PAGE = 500;

/** Sends rows of the generation to the partitions of their SKUs. They have no outcome: the swap counts them. */
export async function sendRows(
  { producer, topic, partitions }: SendContext, rows: readonly AvailabilityGenerationRowV1[], control: RunControl,
): Promise<void> {
  for (let start = 0; start < rows.length; start += PAGE) {
    await control.pass();
    await producer.send(topic, rows.slice(start, start + PAGE).map((row) => ({
      partition: skuPartition(row.sku, partitions), key: row.sku, value: JSON.stringify(row), headers: { recovery_id: row.recovery_id },
    })));
  }
}

/** Sends steps, each to its partition, and waits until all are taken. False when one was refused or got no answer in time. */
export async function sendSteps(
  { producer, topic, owner, within_ms }: SendContext,
  steps: readonly { readonly partition: number; readonly step: AvailabilityGenerationV1 }[], control: RunControl,
): Promise<boolean> {
  const ids = steps.map(({ step }) => step.repair_id);
  await producer.send(topic, steps.map(({ partition, step }) => ({
    partition, key: step.recovery_id, value: JSON.stringify(step), headers: { recovery_id: step.recovery_id },
  })));
  let outcomes: RepairOutcome[] = [];
  await waitFor(async () => {
    outcomes = await readOutcomes(owner, ids);
    return outcomes.length === ids.length;
  }, within_ms, control);
  return outcomes.length === ids.length && outcomes.every(({ outcome }) => outcome === 'applied');
}
