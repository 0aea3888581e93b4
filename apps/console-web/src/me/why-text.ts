import { grouped } from '../words/format.js';
import type { SellerUpdate } from './seller-calls.js';

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
  if (status === 'superseded') return 'a newer count of the bucket is known';
  const rests_on = Object.entries(facts ?? {}).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? grouped(value) : value}`,
  );
  return [...(reason === null ? [] : [reason]), ...rests_on].join(', ');
}
