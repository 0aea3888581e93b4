import { skuPartition } from '@stockproof/events';
import { recordPositionKey, type RecordPosition } from '../record-position.js';
import { findRedrive } from '../sql/redrives.js';
import { readCorrection, refuseCorrection } from './read-correction.js';
import type { RedriveContext } from './redrive-context.js';
import { digestsOf } from './redrive-request.js';

/** What a redrive would send, if it were asked for, approved and sent now. */
export interface CheckedRedrive {
  readonly dead_letter: string;
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  /** Where it would be sent. */
  readonly topic: string;
  readonly partition: number;
  /** The digest that an approval would name. */
  readonly digest: string;
  /** The same event is decided already: it would be counted as a duplicate, and close the dead letter. */
  readonly duplicate: boolean;
  /** What was decided then; null if nothing. */
  readonly outcome: string | null;
  /** How often this dead letter was sent before. */
  readonly sent_before: number;
}

/**
 * Checks a correction as a redrive does, and stores and sends nothing. The stock is not asked: an event that is sent may
 * still be rejected. Rejects with the Problem of the redrive.
 */
export async function checkRedrive(
  context: Pick<RedriveContext, 'records' | 'ledger' | 'contract' | 'updates_topic' | 'now_ms'>,
  position: RecordPosition,
  event: unknown,
): Promise<CheckedRedrive> {
  const update = readCorrection(event, context.now_ms());
  const known = await refuseCorrection(context, position, update);
  const bound = await findRedrive(context.records, position);
  const { seller_id, event_id, sku } = update;
  return {
    dead_letter: recordPositionKey(position),
    seller_id,
    event_id,
    sku,
    topic: context.updates_topic,
    partition: skuPartition(sku, context.contract.ordering_boundary.partitions),
    digest: digestsOf(position, JSON.stringify(event), update).digest,
    duplicate: known.is === 'decided',
    outcome: known.is === 'decided' ? known.outcome : null,
    sent_before: typeof bound === 'object' ? bound.attempts : 0,
  };
}
