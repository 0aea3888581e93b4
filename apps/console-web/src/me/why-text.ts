import { grouped } from '../words/format.js';
import type { SellerUpdate } from './seller-calls.js';

const OF_COUNTS: Readonly<Record<string, string>> = {
  superseded: 'a newer count of the bucket is known',
  accepted_late: 'came late: a count or movements of a later time were there before it; both hold',
  absorbed: 'a count of a later time has it already; nothing was moved',
  accepted_short: 'fewer were counted than are held, are set apart or have left since; nothing is left',
};

/** Why an update has its fate, in the API's words: the reason, and what it rests on. '' if there is nothing to say. Pure. */
export function whyText({
  status,
  reason,
  facts,
  duplicates,
}: Pick<SellerUpdate, 'status' | 'reason' | 'facts' | 'duplicates'>): string {
  if (status === 'duplicate')
    return `came again ${duplicates === 1 ? 'once' : `${grouped(duplicates ?? 0)} times`}; the first outcome stands`;
  if (status === 'conflict') return 'its id came with another body; the first outcome stands';
  const of_counts = OF_COUNTS[status];
  if (of_counts !== undefined) return of_counts;
  const rests_on = Object.entries(facts ?? {}).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? grouped(value) : value}`,
  );
  return [...(reason === null ? [] : [reason]), ...rests_on].join(', ');
}
