import { Problem } from '@stockproof/http';
import type { Pool } from 'pg';
import { checkRelease } from './classify-decisions.js';
import { type Binding, findRedrive, releaseRedrive } from '../sql/redrives.js';
import { findDecisions } from '../../flows/ledger/sql/ledger.js';
import { recordPositionKey, unknownDeadLetter, type RecordPosition } from '../record-position.js';
import { findDeadLetter } from '../sql/dead-letters.js';

/** The result of a release. */
export interface Released {
  readonly seller_id: string;
  readonly event_id: string;
  readonly released: boolean;
}

/**
 * Releases a dead letter from an event that it did not become, so that it can be redriven as another one.
 * Rejects with a Problem if that event may still be decided.
 */
export async function releaseDeadLetter(
  { records, ledger }: { readonly records: Pool; readonly ledger: Pool },
  position: RecordPosition,
  reason: string,
  by: string,
): Promise<Released> {
  if ((await findDeadLetter(ledger, position)) === undefined) throw unknownDeadLetter(position);
  const bound = await findRedrive(records, position);
  if (bound === undefined || bound === 'dismissed')
    throw new Problem(409, 'not_redriven', `${recordPositionKey(position)} was not sent again as anything`);
  const { seller_id, event_id, sent } = bound;
  // Read before the decisions: a refusal is final, and an undecided event may be decided a moment later.
  const refused = sent !== null && (await findDeadLetter(ledger, sent)) !== undefined;
  const release = checkRelease(bound, await findDecisions(ledger, seller_id, event_id), refused);
  if (!release.ok) throw new Problem(409, release.code, release.detail);
  return { seller_id, event_id, released: await unbind(records, position, bound, { by, reason }) };
}

/** Like releaseDeadLetter, if it is known that the event will not be decided. */
export function unbind(
  records: Pool,
  position: RecordPosition,
  event: Pick<Binding, 'seller_id' | 'event_id' | 'attempts'>,
  why: { readonly by: string; readonly reason: string },
): Promise<boolean> {
  return releaseRedrive(records, position, event, why.by, why.reason);
}
