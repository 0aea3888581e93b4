import { crossing } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import type { Pool } from 'pg';
import { askToClose, type CloseContext } from './ask-to-close.js';
import { unknownLetter } from '../letter-place.js';
import { claimDismissal } from './sql/claim-dismissal.js';
import { findLetter, type LetterPlace } from '../sql/find-letter.js';

/** What settling a letter needs: whom to ask, and where redrives are remembered. */
export type SettleContext = CloseContext & { readonly records: Pool };

/**
 * Closes a letter that nothing is to come of. It is claimed first, so that no event can be sent for it any more, also by a redrive
 * that is under way. False when that was not noted in time: it is claimed all the same, and may be asked for again.
 */
export async function dismissLetter(
  context: SettleContext,
  place: LetterPlace,
  reason: string,
  by: string,
): Promise<boolean> {
  const letter = await findLetter(context.ledger, place);
  if (letter === undefined) throw unknownLetter(place);
  if (letter.closed_as === 'dismissed') return true;
  if (!(await crossing('letter.claim-redrive', () => claimDismissal(context.records, place, by)))) {
    throw new Problem(
      409,
      'redriven_otherwise',
      'the letter was sent again: send it once more, or release it',
    );
  }
  return askToClose(context, place, {
    closed_as: 'dismissed',
    closed_by: by,
    seller_id: null,
    event_id: null,
    reason,
  });
}
