import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { type RunControl, waitFor } from './run-control.js';
import { readOutcomes, type RepairOutcome } from './sql/repair-outcomes.js';

/** A message of a run; its key is one of its other fields. */
interface Named {
  readonly recovery_id: string;
}

/** A message that asks an owner to correct something. It takes effect once, however often it is sent. */
export interface Repair extends Named {
  readonly repair_id: string;
}

/**
 * How repairs reach the owner of a state, and where its results are. `within_ms` is the longest wait for all
 * results together.
 */
export interface SendContext {
  readonly producer: BrokerProducer;
  readonly topic: string;
  /** The field of a message that is its key. The owner's table of results has a column with this name. */
  readonly key: string;
  readonly partitions: number;
  /** Returns the partition of a key. */
  readonly partitionOf: (key: string) => number;
  /** The owner's database, which has the results. */
  readonly owner: Pool;
  readonly within_ms: number;
}

const PAGE = 500;

/** Thrown if not every repair got a result in time; the others are unknown. */
export class RepairsUndecidedError extends Error {
  override readonly name = 'RepairsUndecidedError';
}

/**
 * Sends the repairs to the partitions of their keys and waits for the result of each. Rejects with
 * RepairsUndecidedError or RunAbortedError.
 */
export async function sendRepairs(
  context: SendContext,
  repairs: readonly Repair[],
  control: RunControl,
): Promise<RepairOutcome[]> {
  await sendByKey(context, repairs, control);
  const outcomes = await awaitOutcomes(
    context,
    repairs.map(({ repair_id }) => repair_id),
    control,
  );
  if (outcomes.length === repairs.length) return outcomes;
  throw new RepairsUndecidedError(
    `${repairs.length - outcomes.length} of ${repairs.length} repairs got no answer within ${context.within_ms} ms`,
  );
}

/**
 * Sends messages to the partitions of their keys, in pages. Rejects with RunAbortedError between two pages.
 */
export async function sendByKey(
  { producer, topic, key: named_by, partitionOf }: SendContext,
  messages: readonly Named[],
  control: RunControl,
): Promise<void> {
  for (let start = 0; start < messages.length; start += PAGE) {
    await control.waitWhilePaused();
    const page = messages.slice(start, start + PAGE).map((message) => {
      const key = String(Reflect.get(message, named_by) ?? '');
      return {
        key,
        partition: partitionOf(key),
        value: JSON.stringify(message),
        headers: { recovery_id: message.recovery_id },
      };
    });
    await withFailpoint('run.send-repairs', () => producer.send(topic, page));
  }
}

/** Waits for the results of these repairs; if the time is up, returns those that exist. */
export async function awaitOutcomes(
  { owner, within_ms }: SendContext,
  repair_ids: readonly string[],
  control: RunControl,
): Promise<RepairOutcome[]> {
  let outcomes: RepairOutcome[] = [];
  await waitFor(
    async () => {
      outcomes = await readOutcomes(owner, repair_ids);
      return outcomes.length === repair_ids.length;
    },
    within_ms,
    control,
  );
  return outcomes;
}
