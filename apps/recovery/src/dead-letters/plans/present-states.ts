import type { Pool } from 'pg';
import { recordPositionKey, type RecordPosition } from '../record-position.js';
import { readClosings } from '../sql/dead-letters.js';
import { countAttempts } from '../sql/redrives.js';
import type { PresentState } from './rules/plan-line.js';

/** What is known now of these dead letters; one that is not in the quarantine is undefined. */
export async function presentStates(
  { records, ledger }: { readonly records: Pool; readonly ledger: Pool },
  lines: readonly { readonly place: RecordPosition }[],
): Promise<(place: RecordPosition) => PresentState | undefined> {
  const places = lines.map(({ place }) => place);
  const [closings, attempts] = await Promise.all([
    readClosings(ledger, places),
    countAttempts(records, places),
  ]);
  return (place) => {
    const key = recordPositionKey(place);
    const closing = closings.get(key);
    if (closing === undefined) return undefined;
    const sent = attempts.get(key);
    return { closed_as: closing.closed_as, attempts: sent === undefined ? 0 : sent };
  };
}
