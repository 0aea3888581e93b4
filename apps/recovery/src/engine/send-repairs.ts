import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { type RunControl, waitFor } from './run-control.js';
import { readOutcomes, type RepairOutcome } from './sql/repair-outcomes.js';

/** A message of a run. The field that its owner is named by is among its others. */
interface Named {
  readonly recovery_id: string;
}

/** A message that asks an owner to set something right; done once, whatever comes between. */
export interface Repair extends Named {
  readonly repair_id: string;
}

export interface SendContext {
  readonly producer: BrokerProducer;
  readonly topic: string;
  /**
   * The field of a message whose value is its key; a column of this name says in the owner's table of
   * outcomes what an outcome is of.
   */
  readonly key: string;
  readonly partitions: number;
  /** The partition of the topic that a key belongs to. */
  readonly partitionOf: (key: string) => number;
  /** The database of the owner, where outcomes appear. */
  readonly owner: Pool;
  readonly within_ms: number;
}

const PAGE = 500;

/** Not every repair got an answer in time: nothing is known of the rest. */
export class RepairsUndecidedError extends Error {
  override readonly name = 'RepairsUndecidedError';
}

/**
 * Sends the repairs to the owner's partitions and waits for the outcome of every one. Throws
 * RepairsUndecidedError.
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

/** Sends messages to the partitions of their keys, some at a time; an aborted run ends between two pages. */
export async function sendByKey(
  { producer, topic, key: named_by, partitionOf }: SendContext,
  messages: readonly Named[],
  control: RunControl,
): Promise<void> {
  for (let start = 0; start < messages.length; start += PAGE) {
    await control.waitWhilePaused();
    const page = messages.slice(start, start + PAGE).map((message) => {
      const key = String((message as unknown as Readonly<Record<string, unknown>>)[named_by] ?? '');
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

/** The outcomes of what was sent; when the time is up, those there are. */
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
