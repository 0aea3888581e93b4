import { withFailpoint } from '@stockproof/failpoints';
import { Problem } from '@stockproof/http';
import type { Pool } from 'pg';
import { askToClose, type CloseContext } from './ask-to-close.js';
import { unknownDeadLetter, type RecordPosition } from '../record-position.js';
import { claimDismissal } from '../sql/redrives.js';
import { findDeadLetter } from '../sql/dead-letters.js';

/** What is needed to settle dead letters: the owner's topic, and the table of redrives. */
export type SettleContext = CloseContext & { readonly records: Pool };

/**
 * Closes a dead letter without sending anything. It is claimed first, so that no redrive can send it any
 * more, also one in progress. False if it was not closed in time: the claim stays, and it can be requested
 * again.
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
