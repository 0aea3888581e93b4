import { createHash } from 'node:crypto';
import { canonicalJson } from '@stockproof/evidence';
import { nameOf, type ViewRow } from '@stockproof/reconciliation';
import type { Look } from './look.js';

/** A digest over what the state under repair says: the view's rows, or nothing where a flow has no view. */
export function stateDigest({ read_side }: Look): string {
  const digest = createHash('sha256');
  const rows = [...(read_side?.rows ?? [])].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (const row of rows) digest.update(canonicalJson(plain(row))).update('\n');
  return digest.digest('hex');
}

function plain({ locations, ...row }: ViewRow): object {
  return { ...row, locations: Object.fromEntries([...locations].sort()) };
}
