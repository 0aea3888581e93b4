import { type InventoryUpdate, readUpdate } from '@stockproof/events';
import { crossing } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { skuPartition } from '@stockproof/sku-partitioner';
import type { Pool } from 'pg';
import { nameOfLetter, unknownLetter } from './letter-place.js';
import { claimRedrive } from './sql/claim-redrive.js';
import { findDecision } from './sql/find-decision.js';
import { findLetter, type LetterPlace } from './sql/find-letter.js';

export interface RedriveContext {
  readonly records: Pool;
  readonly ledger: Pool;
  readonly producer: BrokerProducer;
  readonly updates_topic: string;
  readonly contract: RecoveryContract;
  readonly now_ms: () => number;
  /** A verification of the offer from request to record; gives its id and status. */
  readonly verify: (offer: { seller_id: string; sku: string }, intent: string) => Promise<Verified>;
  readonly waitFor: (check: () => Promise<boolean>) => Promise<boolean>;
}

export interface Verified {
  readonly recovery_id: string;
  readonly confidence_status: string;
}

export interface Redriven {
  readonly seller_id: string;
  readonly event_id: string;
  /** accepted, superseded or rejected; null when nothing was decided in time: look again, nothing is lost. */
  readonly outcome: string | null;
  readonly reconciled_before: Verified | null;
  readonly evidence: Verified;
}

/**
 * Sends a dead letter again as a corrected event, on the same way and through the same deduplication as every other
 * event, between two verifications of its offer. Twice is done once: the event's id sees to that.
 */
export async function redriveLetter(
  context: RedriveContext, place: LetterPlace, event: unknown, by: string,
): Promise<Redriven> {
  const { records, ledger, contract, producer, updates_topic, verify } = context;
  if (!contract.dead_letters.replayable) throw new Problem(409, 'not_replayable', 'the contract does not let dead letters be sent again');
  const letter = await findLetter(ledger, place);
  if (letter === undefined) throw unknownLetter(place);
  const update = corrected(event, context.now_ms());
  const { seller_id, event_id, sku } = update;
  if (letter.seller_id !== null && letter.seller_id !== seller_id) {
    throw new Problem(409, 'seller_mismatch', `the letter was ${letter.seller_id}'s: another seller's event is not its correction`);
  }
  const name = nameOfLetter(place);
  const before = contract.dead_letters.reconcile_first ? await verify({ seller_id, sku }, `before the redrive of ${name}`) : null;
  if (before?.confidence_status === 'untrusted') {
    throw new Problem(409, 'reconcile_first', `the offer is untrusted (${before.recovery_id}): repair it first`);
  }
  if (!(await crossing('letter.claim-redrive', () => claimRedrive(records, place, seller_id, event_id, by)))) {
    throw new Problem(409, 'redriven_otherwise', 'the letter was sent again as another event before');
  }
  await crossing('letter.produce', () => producer.send(updates_topic, [{
    partition: skuPartition(sku, contract.ordering_boundary.partitions), key: sku, value: JSON.stringify(event),
    headers: { redriven_from: name },
  }]));
  let outcome: string | undefined;
  await context.waitFor(async () => (outcome = await findDecision(ledger, seller_id, event_id)) !== undefined);
  return { seller_id, event_id, outcome: outcome ?? null, reconciled_before: before, evidence: await verify({ seller_id, sku }, `after the redrive of ${name}`) };
}

function corrected(event: unknown, now_ms: number): InventoryUpdate {
  const read = readUpdate(event, now_ms);
  if (read.ok) return read.update;
  throw new Problem(400, read.reason, `the corrected event would be refused again: ${read.detail}`);
}
