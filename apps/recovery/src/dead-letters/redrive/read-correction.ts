import { beyondMessage } from '@stockproof/bounds';
import { type InventoryUpdate, readUpdate, requestHash } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { classifyDecisions, type DecisionState } from '../settle/classify-decisions.js';
import { unknownDeadLetter, type RecordPosition } from '../record-position.js';
import type { RedriveContext } from './redrive-context.js';
import { findDecisions } from '../../flows/ledger/sql/ledger.js';
import { type FoundDeadLetter, findDeadLetter } from '../sql/dead-letters.js';

/** Parses the corrected event of a dead letter. Throws a Problem if it would be refused again. */
export function readCorrection(event: unknown, now_ms: number): InventoryUpdate {
  const beyond = beyondMessage({ value_bytes: Buffer.byteLength(JSON.stringify(event) ?? ''), key_bytes: 0 });
  if (beyond !== null)
    throw new Problem(413, 'too_large', `the corrected event would be refused again: ${beyond}`);
  const read = readUpdate(event, now_ms);
  if (read.ok) return read.update;
  throw new Problem(400, read.reason, `the corrected event would be refused again: ${read.detail}`);
}

type Known = Pick<RedriveContext, 'ledger' | 'contract'>;

/**
 * Rejects with a Problem if this dead letter may not become this event, because of what is stored under its
 * id.
 */
export async function refuseCorrection(
  { ledger, contract }: Known,
  position: RecordPosition,
  update: InventoryUpdate,
): Promise<DecisionState> {
  if (!contract.dead_letters.replayable)
    throw new Problem(409, 'not_replayable', 'the contract does not let dead letters be sent again');
  const deadLetter = await findDeadLetter(ledger, position);
  if (deadLetter === undefined) throw unknownDeadLetter(position);
  refuseWrongDeadLetter(deadLetter, update);
  const known = await classifyEvent(ledger, update);
  if (known.is === 'taken') throw usedId(update, known.outcome);
  return known;
}

/** Returns the decision about exactly this event. */
export async function classifyEvent(
  ledger: Known['ledger'],
  update: InventoryUpdate,
): Promise<DecisionState> {
  return classifyDecisions(
    await findDecisions(ledger, update.seller_id, update.event_id),
    requestHash(update),
  );
}

/** The 409 for a redrive of a dead letter that was dismissed. */
export const dismissed = (): Problem =>
  new Problem(409, 'dead_letter_closed', 'the dead letter was dismissed: nothing is to come of it');

/** The 409 for an event id that belongs to another event of the seller. */
export function usedId({ seller_id, event_id }: InventoryUpdate, outcome: string): Problem {
  const detail = `${seller_id} has an event ${event_id} of other content, which was ${outcome}: the corrected event needs an id of its own`;
  return new Problem(409, 'event_id_taken', detail);
}

function refuseWrongDeadLetter(deadLetter: FoundDeadLetter, { seller_id, event_id }: InventoryUpdate): void {
  if (deadLetter.seller_id !== null && deadLetter.seller_id !== seller_id) {
    throw new Problem(
      409,
      'seller_mismatch',
      `the dead letter was ${deadLetter.seller_id}'s: another seller's event is not its correction`,
    );
  }
  if (deadLetter.closed_as === 'dismissed') throw dismissed();
  if (deadLetter.closed_as === 'redriven' && deadLetter.closed_event_id !== event_id) {
    throw new Problem(
      409,
      'redriven_as_another_event',
      `the dead letter became ${deadLetter.closed_event_id}`,
    );
  }
}
