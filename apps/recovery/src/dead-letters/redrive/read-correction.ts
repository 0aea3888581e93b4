import { beyondMessage } from '@stockproof/bounds';
import { type InventoryUpdate, readUpdate, requestHash } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { judgeDecisions, type Judgement } from '../settle/judge-decisions.js';
import { unknownLetter } from '../letter-place.js';
import type { RedriveContext } from './redrive-letter.js';
import { findDecisions } from '../settle/sql/find-decisions.js';
import { type FoundLetter, findLetter, type LetterPlace } from '../sql/find-letter.js';

/** The event that a letter shall become. Throws a Problem for what would be refused again. */
export function readCorrection(event: unknown, now_ms: number): InventoryUpdate {
  const beyond = beyondMessage({ value_bytes: Buffer.byteLength(JSON.stringify(event) ?? ''), key_bytes: 0 });
  if (beyond !== null)
    throw new Problem(413, 'too_large', `the corrected event would be refused again: ${beyond}`);
  const read = readUpdate(event, now_ms);
  if (read.ok) return read.update;
  throw new Problem(400, read.reason, `the corrected event would be refused again: ${read.detail}`);
}

type Known = Pick<RedriveContext, 'ledger' | 'contract'>;

/** What stands under the event's id. Throws a Problem where this letter may not become this event. */
export async function refuseCorrection(
  { ledger, contract }: Known,
  place: LetterPlace,
  update: InventoryUpdate,
): Promise<Judgement> {
  if (!contract.dead_letters.replayable)
    throw new Problem(409, 'not_replayable', 'the contract does not let dead letters be sent again');
  const letter = await findLetter(ledger, place);
  if (letter === undefined) throw unknownLetter(place);
  refuseWrongLetter(letter, update);
  const known = await judgeEvent(ledger, update);
  if (known.is === 'taken') throw takenId(update, known.outcome);
  return known;
}

/** What was decided about this very event. */
export async function judgeEvent(ledger: Known['ledger'], update: InventoryUpdate): Promise<Judgement> {
  return judgeDecisions(await findDecisions(ledger, update.seller_id, update.event_id), requestHash(update));
}

export const dismissed = (): Problem =>
  new Problem(409, 'letter_closed', 'the letter was dismissed: nothing is to come of it');

export function takenId({ seller_id, event_id }: InventoryUpdate, outcome: string): Problem {
  const detail = `${seller_id} has an event ${event_id} of other content, which was ${outcome}: the corrected event needs an id of its own`;
  return new Problem(409, 'event_id_taken', detail);
}

function refuseWrongLetter(letter: FoundLetter, { seller_id, event_id }: InventoryUpdate): void {
  if (letter.seller_id !== null && letter.seller_id !== seller_id) {
    throw new Problem(
      409,
      'seller_mismatch',
      `the letter was ${letter.seller_id}'s: another seller's event is not its correction`,
    );
  }
  if (letter.closed_as === 'dismissed') throw dismissed();
  if (letter.closed_as === 'redriven' && letter.closed_event_id !== event_id) {
    throw new Problem(409, 'redriven_otherwise', `the letter became ${letter.closed_event_id}`);
  }
}
