import { beyondMessage } from '@stockproof/bounds';
import { type InventoryUpdate, readUpdate, requestHash } from '@stockproof/events';
import { crossing } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { skuPartition } from '@stockproof/sku-partitioner';
import type { Pool } from 'pg';
import { type CloseContext, askToClose } from './ask-to-close.js';
import { judgeDecisions, type Judgement } from './judge-decisions.js';
import { nameOfLetter, unknownLetter } from './letter-place.js';
import { unbind } from './release-letter.js';
import { tellWhenStopping } from '../requests/request-waits.js';
import { claimRedrive } from './sql/claim-redrive.js';
import { findDecisions } from './sql/find-decisions.js';
import { type FoundLetter, findLetter, type LetterPlace } from './sql/find-letter.js';
import { findRedrive } from './sql/find-redrive.js';
import { noteSent } from './sql/note-sent.js';

export interface RedriveContext extends CloseContext {
  readonly records: Pool;
  /** May write updates. */
  readonly producer: BrokerProducer;
  readonly updates_topic: string;
  /** The headers by which the command handler knows that a redrive wrote a value. */
  readonly sign: (value: string) => Readonly<Record<string, string>>;
  readonly contract: RecoveryContract;
  /** A verification of the offer from request to record; gives its id and status. */
  readonly verify: (offer: { seller_id: string; sku: string }, intent: string) => Promise<Verified>;
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
  /** This very event was decided before it was sent again now. */
  readonly duplicate: boolean;
  /** The letter is settled as this event. */
  readonly closed: boolean;
  readonly reconciled_before: Verified | null;
  readonly evidence: Verified;
}

/**
 * Sends a dead letter again as a corrected event, on the same way and through the same deduplication as every other
 * event, between two verifications of its offer. Twice is done once: the event's id sees to that. An id that belongs to an event of
 * other content is refused before the letter is bound to it. What is decided closes the letter. When the service stops meanwhile, the
 * StoppingProblem says whether the event was sent.
 */
export async function redriveLetter(
  context: RedriveContext, place: LetterPlace, event: unknown, by: string,
): Promise<Redriven> {
  const { records, ledger, contract, verify } = context;
  if (!contract.dead_letters.replayable) throw new Problem(409, 'not_replayable', 'the contract does not let dead letters be sent again');
  const letter = await findLetter(ledger, place);
  if (letter === undefined) throw unknownLetter(place);
  const update = corrected(event, context.now_ms());
  const { seller_id, event_id, sku } = update;
  const request_hash = requestHash(update);
  refuseWrongLetter(letter, update);
  const judge = async (): Promise<Judgement> => judgeDecisions(await findDecisions(ledger, seller_id, event_id), request_hash);
  const known = await judge();
  if (known.is === 'taken') throw takenId(update, known.outcome);
  const name = nameOfLetter(place);
  const before = contract.dead_letters.reconcile_first
    ? await tellWhenStopping(verify({ seller_id, sku }, `before the redrive of ${name}`), 'the service is about to end, and nothing was sent yet: ask again')
    : null;
  if (before?.confidence_status === 'untrusted') {
    throw new Problem(409, 'reconcile_first', `the offer is untrusted (${before.recovery_id}): repair it first`);
  }
  const times = await sendAgain(context, place, event, update, by);
  const on_its_way = `the service is about to end: ${event_id} was sent and is on its way, nothing is lost; ask for the same again to be told what became of it`;
  return tellWhenStopping(settled(), on_its_way);

  async function settled(): Promise<Redriven> {
    let judged: Judgement = { is: 'undecided' };
    await context.waitFor(async () => (judged = await judge()).is !== 'undecided');
    const outcome = await outcomeOf(judged);
    const closed = outcome !== null && (await askToClose(context, place, { closed_as: 'redriven', closed_by: by, seller_id, event_id, reason: null }));
    const evidence = await verify({ seller_id, sku }, `after the redrive of ${name}`);
    return { seller_id, event_id, outcome, duplicate: known.is === 'decided', closed, reconciled_before: before, evidence };
  }

  /** Another event of the same id was faster than this one: the letter is free again. */
  async function outcomeOf(found: Judgement): Promise<string | null> {
    if (found.is === 'undecided') return null;
    if (found.is === 'decided') return found.outcome;
    await unbind(records, place, { seller_id, event_id, times }, { by, reason: `${event_id} was decided with other content meanwhile` });
    throw takenId(update, found.outcome);
  }
}

/** Binds the letter to the event, sends it and notes where it came to stand. Gives how often that was begun. */
async function sendAgain(
  { records, producer, updates_topic, sign, contract }: RedriveContext, place: LetterPlace, event: unknown, update: InventoryUpdate, by: string,
): Promise<number> {
  const { seller_id, event_id, sku } = update;
  const as = { seller_id, event_id, request_hash: requestHash(update) };
  const times = await crossing('letter.claim-redrive', () => claimRedrive(records, place, as, by));
  if (times === null) {
    throw (await findRedrive(records, place)) === 'dismissed' ? dismissed() : new Problem(409, 'redriven_otherwise', 'the letter was sent again as another event before');
  }
  const partition = skuPartition(sku, contract.ordering_boundary.partitions);
  const value = JSON.stringify(event);
  const [sent] = await crossing('letter.produce', () => producer.send(updates_topic, [
    { partition, key: sku, value, headers: { redriven_from: nameOfLetter(place), ...sign(value) } },
  ]));
  if (sent !== undefined) {
    await crossing('letter.note-sent', () => noteSent(records, place, times, { topic: updates_topic, partition, offset: sent.base_offset }));
  }
  return times;
}

const dismissed = (): Problem => new Problem(409, 'letter_closed', 'the letter was dismissed: nothing is to come of it');

function refuseWrongLetter(letter: FoundLetter, { seller_id, event_id }: InventoryUpdate): void {
  if (letter.seller_id !== null && letter.seller_id !== seller_id) {
    throw new Problem(409, 'seller_mismatch', `the letter was ${letter.seller_id}'s: another seller's event is not its correction`);
  }
  if (letter.closed_as === 'dismissed') throw dismissed();
  if (letter.closed_as === 'redriven' && letter.closed_event_id !== event_id) {
    throw new Problem(409, 'redriven_otherwise', `the letter became ${letter.closed_event_id}`);
  }
}

function takenId({ seller_id, event_id }: InventoryUpdate, outcome: string): Problem {
  const detail = `${seller_id} has an event ${event_id} of other content, which was ${outcome}: the corrected event needs an id of its own`;
  return new Problem(409, 'event_id_taken', detail);
}

function corrected(event: unknown, now_ms: number): InventoryUpdate {
  const beyond = beyondMessage({ value_bytes: Buffer.byteLength(JSON.stringify(event) ?? ''), key_bytes: 0 });
  if (beyond !== null) throw new Problem(413, 'too_large', `the corrected event would be refused again: ${beyond}`);
  const read = readUpdate(event, now_ms);
  if (read.ok) return read.update;
  throw new Problem(400, read.reason, `the corrected event would be refused again: ${read.detail}`);
}
