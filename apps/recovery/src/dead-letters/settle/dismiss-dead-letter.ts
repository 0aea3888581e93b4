import { withFailpoint } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import type { Pool } from 'pg';
import { askToClose, type CloseContext } from './ask-to-close.js';
import { unknownDeadLetter, type RecordPosition } from '../record-position.js';
import { claimDismissal } from '../sql/redrives.js';
import { findDeadLetter } from '../sql/dead-letters.js';

/** What settling a dead letter needs: whom to ask, and where redrives are remembered. */
export type SettleContext = CloseContext & { readonly records: Pool };

/**
 * Closes a dead letter that nothing is to come of. It is claimed first, so that no event can be sent for it
 * any more, also by a redrive that is under way. False when that was not noted in time: it is claimed all the
 * same, and may be asked for again.
 */
export async function dismissDeadLetter(
  context: SettleContext,
  position: RecordPosition,
  reason: string,
  by: string,
): Promise<boolean> {
  const deadLetter = await findDeadLetter(context.ledger, position);
  if (deadLetter === undefined) throw unknownDeadLetter(position);
  if (deadLetter.closed_as === 'dismissed') return true;
  if (
    !(await withFailpoint('dead-letter.claim-redrive', () => claimDismissal(context.records, position, by)))
  ) {
    throw new Problem(
      409,
      'redriven_as_another_event',
      'the dead letter was sent again: send it once more, or release it',
    );
  }
  return askToClose(context, position, {
    closed_as: 'dismissed',
    closed_by: by,
    seller_id: null,
    event_id: null,
    reason,
  });
}
