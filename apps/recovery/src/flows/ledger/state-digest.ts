import { createHash } from 'node:crypto';
import { canonicalJson } from '@stockproof/evidence';
import { offerKeyOf, type ViewRow } from '@stockproof/verification';

/** A digest of the view's rows that does not depend on the order in which they come. */
export function stateDigest(view: readonly ViewRow[]): string {
  const digest = createHash('sha256');
  const rows = [...view].sort((a, b) => (offerKeyOf(a) < offerKeyOf(b) ? -1 : 1));
  for (const row of rows) digest.update(canonicalJson(plain(row))).update('\n');
  return digest.digest('hex');
}

function plain({ locations, ...row }: ViewRow): object {
  return { ...row, locations: Object.fromEntries([...locations].sort()) };
}
