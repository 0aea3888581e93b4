import { type InventoryUpdate, requestHash, skuPartition } from '@stockproof/events';
import type { RedriveReport } from '@stockproof/evidence';
import { withFailpoint } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import { askToClose } from '../settle/ask-to-close.js';
import { knownRedrive, refusedRedrive } from './approve-redrive.js';
import type { RedriveContext, Verified } from './redrive-context.js';
import type { DecisionState } from '../settle/classify-decisions.js';
import { recordPositionKey } from '../record-position.js';
import { dismissed, classifyEvent, readCorrection, refuseCorrection, usedId } from './read-correction.js';
import { checkSending, type RedriveRequest } from './redrive-request.js';
import { unbind } from '../settle/release-dead-letter.js';
import { rejectWhenStopping } from '../../requests/request-waits.js';
import { claimRedrive, findRedrive, noteSent } from '../sql/redrives.js';

/** The result of a redrive, with its two records. */
export interface Redriven {
  readonly redrive_id: string;
  readonly seller_id: string;
  readonly event_id: string;
  /**
   * accepted, superseded or rejected; null if nothing was decided in time: query it later, nothing is lost.
   */
  readonly outcome: string | null;
  /** The same event had been decided before it was sent now. */
  readonly duplicate: boolean;
  /** The dead letter is closed with this event. */
  readonly closed: boolean;
  readonly reconciled_before: Verified | null;
  readonly evidence: Verified;
}

/**
 * Sends a dead letter again as the event that one person requested and another approved, through the same
 * topic and deduplication as every other event. Its offer is verified before and after, and both records name
 * the persons and the digest. The approval is used up before anything is sent. If the event is decided, the
 * dead letter is closed. Rejects with a Problem if it is not allowed; if the service stops meanwhile, the
 * StoppingProblem says whether the event was sent.
 */
export async function redriveDeadLetter(
  context: RedriveContext,
  redrive_id: string,
  by: string,
): Promise<Redriven> {
  const { records, ledger, contract, verify } = context;
  const redrive = await knownRedrive(context, redrive_id);
  const refusal = checkSending(redrive, context.now_ms());
  if (refusal !== null) throw refusedRedrive(refusal);
  const { place } = redrive;
  const update = readCorrection(JSON.parse(redrive.value), context.now_ms());
  const { seller_id, event_id, sku } = update;
  const known = await refuseCorrection(context, place, update);
  const offer = { seller_id, sku };
  const before = contract.dead_letters.reconcile_first
    ? await rejectWhenStopping(
        verify(offer, reported(redrive, 'before')),
        'the service is about to end, and nothing was sent yet: ask again',
      )
    : null;
  if (before?.confidence_status === 'untrusted') {
    throw new Problem(
      409,
      'reconcile_first',
      `the offer is untrusted (${before.recovery_id}): repair it first`,
    );
  }
  const attempts = await sendAgain(context, redrive, update, by);
  const on_its_way = `the service is about to end: ${event_id} was sent and is on its way, nothing is lost; to be told what became of it look at the event, or have the dead letter redriven as the same event once more`;
  return rejectWhenStopping(settled(), on_its_way);

  async function settled(): Promise<Redriven> {
    let binding: DecisionState = { is: 'undecided' };
    await context.waitFor(async () => (binding = await classifyEvent(ledger, update)).is !== 'undecided');
    const outcome = await outcomeOf(binding);
    const closed =
      outcome !== null &&
      (await askToClose(context, place, {
        closed_as: 'redriven',
        closed_by: by,
        seller_id,
        event_id,
        reason: null,
      }));
    const evidence = await verify(offer, reported(redrive, 'after'));
    return {
      redrive_id,
      seller_id,
      event_id,
      outcome,
      duplicate: known.is === 'decided',
      closed,
      reconciled_before: before,
      evidence,
    };
  }

  /** Another event with the same id was decided first: the dead letter is open again. */
  async function outcomeOf(found: DecisionState): Promise<string | null> {
    if (found.is === 'undecided') return null;
    if (found.is === 'decided') return found.outcome;
    await unbind(
      records,
      place,
      { seller_id, event_id, attempts },
      { by, reason: `${event_id} was decided with other content meanwhile` },
    );
    throw usedId(update, found.outcome);
  }
}

/** The part of an evidence record about a redrive. */
function reported(
  {
    redrive_id,
    place,
    seller_id,
    event_id,
    payload_digest,
    digest,
    reason,
    requested_by,
    approval,
  }: RedriveRequest,
  stage: RedriveReport['stage'],
): RedriveReport {
  return {
    redrive_id,
    stage,
    letter: recordPositionKey(place),
    seller_id,
    event_id,
    payload_digest,
    digest,
    reason,
    requested_by,
    approved_by: approval?.by ?? '',
  };
}

/**
 * Uses up the approval, binds the dead letter to the event, sends it and stores its record position. Returns
 * how often it was sent.
 */
async function sendAgain(
  context: RedriveContext,
  redrive: RedriveRequest,
  update: InventoryUpdate,
  by: string,
): Promise<number> {
  const { records, producer, updates_topic, sign, contract } = context;
  const { redrive_id, place, value } = redrive;
  const { seller_id, event_id, sku } = update;
  const as = { seller_id, event_id, request_hash: requestHash(update) };
  const attempts = await withFailpoint('dead-letter.claim-redrive', () =>
    claimRedrive(records, redrive_id, place, as, by),
  );
  if (attempts === null) throw await whyNotClaimed(context, redrive, as);
  const partition = skuPartition(sku, contract.ordering_boundary.partitions);
  const [sent] = await withFailpoint('dead-letter.produce', () =>
    producer.send(updates_topic, [
      { partition, key: sku, value, headers: { redriven_from: recordPositionKey(place), ...sign(value) } },
    ]),
  );
  if (sent !== undefined) {
    await withFailpoint('dead-letter.record-sent', () =>
      noteSent(records, place, attempts, { topic: updates_topic, partition, offset: sent.base_offset }),
    );
  }
  return attempts;
}

/** Why the claim failed: the dead letter is bound to another event, or the approval is gone. */
async function whyNotClaimed(
  { records, now_ms }: RedriveContext,
  { redrive_id, place }: RedriveRequest,
  as: { event_id: string; request_hash: string },
): Promise<Problem> {
  const bound = await findRedrive(records, place);
  if (bound === 'dismissed') return dismissed();
  const same =
    bound === undefined ||
    (bound.event_id === as.event_id &&
      (bound.request_hash === null || bound.request_hash === as.request_hash));
  if (!same)
    return new Problem(
      409,
      'redriven_as_another_event',
      'the dead letter was sent again as another event before',
    );
  return refusedRedrive(
    checkSending(await knownRedrive({ records }, redrive_id), now_ms()) ?? {
      code: 'approval_used',
      detail: 'the approval was used meanwhile',
    },
  );
}
