import type { BrokerProducer } from '@stockproof/kafka';
import { skuPartition } from '@stockproof/sku-partitioner';
import type { Pool } from 'pg';
import type { RunControl } from './run-control.js';
import { readOutcomes, type RepairOutcome } from './sql/read-outcomes.js';
import { waitFor } from './wait-for.js';

interface Repair {
  readonly repair_id: string;
  readonly recovery_id: string;
  readonly sku: string;
}

export interface SendContext {
  readonly producer: BrokerProducer;
  readonly topic: string;
  readonly partitions: number;
  /** The database of the owner, where outcomes appear. */
  readonly owner: Pool;
  readonly within_ms: number;
}

const PAGE = 500;

/** Not every repair got an answer in time: nothing is known of the rest. */
export class RepairsUndecidedError extends Error {
  override readonly name = 'RepairsUndecidedError';
}

/** Sends the repairs to the owner's partitions and waits for the outcome of every one. Throws RepairsUndecidedError. */
export async function sendRepairs(
  { producer, topic, partitions, owner, within_ms }: SendContext, repairs: readonly Repair[], control: RunControl,
): Promise<RepairOutcome[]> {
  const ids = repairs.map(({ repair_id }) => repair_id);
  let outcomes: RepairOutcome[] = [];
  for (let start = 0; start < repairs.length; start += PAGE) {
    const page = repairs.slice(start, start + PAGE);
    await control.pass();
    await producer.send(topic, page.map((repair) => ({
      partition: skuPartition(repair.sku, partitions), key: repair.sku, value: JSON.stringify(repair),
      headers: { recovery_id: repair.recovery_id },
    })));
  }
  const decided = await waitFor(async () => {
    outcomes = await readOutcomes(owner, ids);
    return outcomes.length === ids.length;
  }, within_ms, control);
  if (decided) return outcomes;
  throw new RepairsUndecidedError(`${ids.length - outcomes.length} of ${ids.length} repairs got no answer within ${within_ms} ms`);
}
