import { Problem } from '@stockproof/http';
import type { Pool } from 'pg';
import { type Binding, judgeRelease } from './judge-decisions.js';
import { nameOfLetter, unknownLetter } from '../letter-place.js';
import { findDecisions } from './sql/find-decisions.js';
import { findLetter, type LetterPlace } from '../sql/find-letter.js';
import { findRedrive } from './sql/find-redrive.js';
import { releaseRedrive } from './sql/release-redrive.js';

export interface Released {
  readonly seller_id: string;
  readonly event_id: string;
  readonly released: boolean;
}

/** Parts a letter from an event that it did not become, so that it can be sent again as the right one. */
export async function releaseLetter(
  { records, ledger }: { readonly records: Pool; readonly ledger: Pool },
  place: LetterPlace,
  reason: string,
  by: string,
): Promise<Released> {
  if ((await findLetter(ledger, place)) === undefined) throw unknownLetter(place);
  const bound = await findRedrive(records, place);
  if (bound === undefined || bound === 'dismissed')
    throw new Problem(409, 'not_redriven', `${nameOfLetter(place)} was not sent again as anything`);
  const { seller_id, event_id, sent } = bound;
  // Before the decisions: what is refused is so for good, what is not decided may be a moment later.
  const refused = sent !== null && (await findLetter(ledger, sent)) !== undefined;
  const judged = judgeRelease(bound, await findDecisions(ledger, seller_id, event_id), refused);
  if (!judged.ok) throw new Problem(409, judged.code, judged.detail);
  return { seller_id, event_id, released: await unbind(records, place, bound, { by, reason }) };
}

/** As above, where it is known that the event will not come of it. */
export function unbind(
  records: Pool,
  place: LetterPlace,
  event: Pick<Binding, 'seller_id' | 'event_id' | 'times'>,
  why: { readonly by: string; readonly reason: string },
): Promise<boolean> {
  return releaseRedrive(records, place, event, why.by, why.reason);
}
