import type { LetterClosingV1 } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { type FoundDeadLetter, findDeadLetter } from '../sql/dead-letters.js';
import { type RecordPosition, recordPositionKey } from '../record-position.js';

/**
 * What askToClose needs. `waitFor` polls until its check is true; false if the time is up. It rejects with
 * StoppingProblem when the service stops.
 */
export interface CloseContext {
  readonly ledger: Pool;
  /** May write to the owner of the quarantine. */
  readonly asker: BrokerProducer;
  readonly stock_repairs_topic: string;
  readonly now_ms: () => number;
  readonly waitFor: (check: () => Promise<boolean>) => Promise<boolean>;
}

type Closing = Pick<LetterClosingV1, 'closed_as' | 'closed_by' | 'seller_id' | 'event_id' | 'reason'>;

/**
 * Asks the owner of the quarantine to close a dead letter. False if it was not closed in time, in which case
 * nothing is lost, or if it had been closed in another way before.
 */
export async function askToClose(
  context: CloseContext,
  position: RecordPosition,
  closing: Closing,
): Promise<boolean> {
  await withFailpoint('dead-letter.close', () =>
    context.asker.send(context.stock_repairs_topic, [closingMessage(position, closing, context.now_ms())]),
  );
  let noted: FoundDeadLetter | undefined;
  await context.waitFor(
    async () => ((noted = await findDeadLetter(context.ledger, position))?.closed_at ?? null) !== null,
  );
  return noted?.closed_as === closing.closed_as && noted.closed_event_id === closing.event_id;
}

/** The message that asks the owner of the quarantine to close a dead letter. Pure. */
export function closingMessage(
  position: RecordPosition,
  closing: Closing,
  now_ms: number,
): { partition: number; key: string; value: string } {
  const { topic, partition, offset } = position;
  const message: LetterClosingV1 = {
    schema_version: 1,
    type: 'closing',
    source_topic: topic,
    source_partition: partition,
    source_offset: offset,
    ...closing,
    closed_at: new Date(now_ms).toISOString(),
  };
  return { partition, key: recordPositionKey(position), value: JSON.stringify(message) };
}
