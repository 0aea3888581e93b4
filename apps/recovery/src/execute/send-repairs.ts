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
  context: SendContext, repairs: readonly Repair[], control: RunControl,
): Promise<RepairOutcome[]> {
  await sendBySku(context, repairs, control);
  const outcomes = await awaitOutcomes(context, repairs.map(({ repair_id }) => repair_id), control);
  if (outcomes.length === repairs.length) return outcomes;
  throw new RepairsUndecidedError(
    `${repairs.length - outcomes.length} of ${repairs.length} repairs got no answer within ${context.within_ms} ms`,
  );
}

/** Sends messages to the partitions of their SKUs, some at a time; an aborted run ends between two pages. */
export async function sendBySku(
  { producer, topic, partitions }: SendContext, messages: readonly Pick<Repair, 'recovery_id' | 'sku'>[], control: RunControl,
): Promise<void> {
  for (let start = 0; start < messages.length; start += PAGE) {
    await control.pass();
    await producer.send(topic, messages.slice(start, start + PAGE).map((message) => ({
      partition: skuPartition(message.sku, partitions), key: message.sku, value: JSON.stringify(message),
      headers: { recovery_id: message.recovery_id },
    })));
  }
}

/** The outcomes of what was sent; when the time is up, those there are. */
export async function awaitOutcomes(
  { owner, within_ms }: SendContext, repair_ids: readonly string[], control: RunControl,
): Promise<RepairOutcome[]> {
  let outcomes: RepairOutcome[] = [];
  await waitFor(async () => {
    outcomes = await readOutcomes(owner, repair_ids);
    return outcomes.length === repair_ids.length;
  }, within_ms, control);
  return outcomes;
}
