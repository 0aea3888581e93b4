import type { ChainHead } from '@stockproof/evidence';
import type { SkuRange } from '@stockproof/verification';
import { z } from 'zod';
import type { RangeResult } from '../../ranges/merge-ranges.js';
import { isWithin } from '../../ranges/sku-range.js';

/** What a record needs of one unit: its partial evidence and the stream heads that it attests. */
export interface UnitEvidence {
  readonly found: RangeResult;
  readonly heads: readonly ChainHead[];
}

/** Thrown if the result of a unit has another form, or is of another range. */
export class UnitResultError extends Error {
  override readonly name = 'UnitResultError';
}

const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const counts = z.strictObject({ read: count, applied: count, late: count, duplicate: count, skipped: count });
const counterexample = z.strictObject({
  seller_id: z.string().nullable(),
  sku: z.string().nullable(),
  expected: z.string(),
  found: z.string(),
  first_differing_version: z.int().nullable(),
});
const check = z
  .strictObject({
    name: z.string().min(1),
    status: z.enum(['pass', 'fail', 'not_covered']),
    compared: count,
    reason: z.string().nullable(),
    counterexamples: z.array(counterexample),
    failures: count,
  })
  .refine(
    ({ status, failures }) => (status === 'fail') === failures > 0,
    'failures of a check that did not fail',
  );
const shape = z.strictObject({
  found: z.strictObject({
    checks: z.array(check).min(1),
    counts: z.strictObject({ table: counts, cdc: counts }),
    schema: z.strictObject({ versions: z.array(count), fingerprints: z.array(z.string()) }),
    duplicates_skipped: count,
    state_digest: digest,
    wrong: z.array(z.string()),
  }),
  heads: z.array(z.tuple([z.string(), z.string(), z.int().min(1), digest])),
});

/** The result as a text that `parseUnitResult` reads. */
export function unitResultText({ found, heads }: UnitEvidence): string {
  return JSON.stringify({
    found,
    heads: heads.map(({ seller_id, sku, version, chain_digest }) => [seller_id, sku, version, chain_digest]),
  });
}

/** Reads the result of a unit, which another process may have written. Throws UnitResultError. */
export function parseUnitResult(text: string, range: SkuRange): UnitEvidence {
  const parsed = shape.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UnitResultError(`no result of a unit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  const { found, heads } = parsed.data;
  const elsewhere = heads.find(([, sku]) => !isWithin(range, sku));
  if (elsewhere !== undefined)
    throw new UnitResultError(`the result of a unit attests ${elsewhere[1]}, which is not in its range`);
  const named = new Set(heads.map(([seller_id, sku]) => JSON.stringify([seller_id, sku])));
  if (named.size < heads.length) throw new UnitResultError('the result of a unit attests an offer twice');
  return {
    found,
    heads: heads.map(([seller_id, sku, version, chain_digest]) => ({
      seller_id,
      sku,
      version,
      chain_digest,
    })),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
