import { describe, expect, it } from '@jest/globals';
import { type ChainHead, type CheckResult, merkleRoot } from '@stockproof/evidence';
import { partOf } from '@stockproof/testing/kit';
import { headsIn } from '../evidence/heads/heads.js';
import { type ContentFacts, makeContent } from './make-content.js';

const COUNTS = { read: 9, applied: 6, late: 2, duplicate: 1, skipped: 0 };
const HEADS: ChainHead[] = [{ seller_id: 'ann', sku: 's', version: 3, chain_digest: 'a'.repeat(64) }];
const REQUEST = {
  recovery_id: 'rec-1',
  flow: 'f',
  scope: { type: 'all' },
  mode: 'repair',
  owner: 'team',
  intent: 'why',
  rate_limit_events_per_second: null,
};
const NOTHING = { sent: 0, applied: 0, stale: 0, rounds: 0, published_ranges: [], reasons: [] };

function check(name: string, status: CheckResult['status'] = 'pass', found = 0): CheckResult {
  const counterexamples = Array.from({ length: found }, (_none, at) => ({
    seller_id: 'ann',
    sku: `${at}`,
    expected: 'a',
    found: 'b',
    first_differing_version: null,
  }));
  return {
    name: name as CheckResult['name'],
    status,
    compared: 3,
    reason: null,
    counterexamples,
    failures: found,
  };
}

const SEGMENT = { topic: 't', partition: 0, from_offset: 0, to_offset: 9, manifest_digest: 'a'.repeat(64) };

function aVerification(change: object = {}): ContentFacts['last'] {
  return partOf<ContentFacts['last']>({
    checks: [check('versions_contiguous'), check('view_matches_replay')],
    counts: { table: COUNTS, cdc: COUNTS },
    barrier: { wal_lsn: '0/1', taken_at: 't', passed: true },
    history: [{ topic: 't', partition: 0, from_offset: 0, to_offset: 9, more: 'not told' }],
    schema: { versions: [10, 2, 1], fingerprints: ['b', 'a'] },
    duplicates_skipped: 4,
    live: { name: 'built-in', version: 1, digest: null, more: 'not told' },
    candidate: null,
    published: [],
    read_from: null,
    sealed_segments: [],
    heads: () => headsIn(HEADS),
    stateDigest: () => 'after',
    ...change,
  });
}

function content(change: Partial<Omit<ContentFacts, 'run'>> = {}, run: object = {}) {
  const last = aVerification();
  const contract = {
    flow: 'f',
    version: 3,
    reconciliation: { checks: ['versions_contiguous', 'view_matches_replay'] },
    republication: { topics: ['out'] },
  };
  const plan = { code_version: 'abc', plan_digest: 'b'.repeat(64), blast_radius: { offers: 1 } };
  const facts = partOf<ContentFacts>({
    run: { request: REQUEST, plan, approval: null, requested_by: 'ada', claims: 1, ...run },
    flow: { contract, digest: 'd' },
    first: last,
    last,
    repaired: NOTHING,
    promoted: false,
    requested_at: 'r',
    finished_at: 'f',
    ...change,
  });
  return makeContent(facts, headsIn(HEADS));
}

describe('makeContent', () => {
  it('contains the request, the requester, and the findings', () => {
    expect(content()).toMatchObject({
      recovery_id: 'rec-1',
      flow: 'f',
      mode: 'repair',
      owner: 'team',
      intent: 'why',
      requested_by: 'ada',
      approved_by: null,
      break_glass: false,
      events_processed: 9,
      late_events_accepted: 2,
      duplicates_skipped: 4,
      confidence_status: 'trusted',
      reasons: [],
      reconciliation: { versions_contiguous: true, view_matches_replay: true },
      offers: { count: 1, merkle_root: merkleRoot(HEADS) },
      contract: { flow: 'f', version: 3, digest: 'd' },
      code_version: 'abc',
      requested_at: 'r',
      finished_at: 'f',
      resumed: 0,
      schema: { versions: [1, 2, 10], fingerprints: ['a', 'b'] },
    });
  });

  it('signs only fields of the schema', () => {
    expect(content()).toMatchObject({
      projection_function: { name: 'built-in', version: 1, digest: null },
      watermark: { wal_lsn: '0/1', taken_at: 't' },
    });
    expect(Object.keys(content().projection_function)).toEqual(['name', 'version', 'digest']);
    expect(content().history).toEqual([{ topic: 't', partition: 0, from_offset: 0, to_offset: 9 }]);
  });

  it.each<[string, Parameters<typeof content>, object]>([
    [
      'what was repaired and told',
      [{ repaired: { ...NOTHING, sent: 3, applied: 2, stale: 1, rounds: 1 } }],
      {
        projection_rows_changed: 2,
        published_outputs: ['out'],
        repairs: { sent: 3, applied: 2, stale: 1, rounds: 1 },
        blast_radius: { offers_repaired: 2 },
      },
    ],
    ['that nothing was told', [], { projection_rows_changed: 0, published_outputs: [] }],
    [
      'who approved',
      [{}, { approval: { by: 'grace', break_glass: false } }],
      { approved_by: 'grace', break_glass: false },
    ],
    [
      'that glass was broken',
      [{}, { approval: { by: 'ada', break_glass: true } }],
      { approved_by: 'ada', break_glass: true },
    ],
    [
      'which redrive it was made for',
      [{}, { request: { ...REQUEST, redrive: { redrive_id: 'red-1' } } }],
      { redrive: { redrive_id: 'red-1' } },
    ],
    [
      'why glass was broken',
      [{}, { approval: { by: 'ada', break_glass: true, reason: 'night' } }],
      { break_glass_reason: 'night' },
    ],
    [
      'which sealed segments it relied on',
      [{ last: aVerification({ read_from: 'both', sealed_segments: [SEGMENT] }) }],
      { history_read_from: 'both', sealed_segments: [SEGMENT] },
    ],
    ['how often it was resumed', [{}, { claims: 3 }], { resumed: 2 }],
    [
      'which code executed it, if another one than planned it',
      [{}, { executed_by: 'def' }],
      { code_version: 'def' },
    ],
    [
      'what was not repaired',
      [{ repaired: { ...NOTHING, reasons: ['a wrong ledger'] } }],
      { reasons: ['a wrong ledger'] },
    ],
    [
      'the state before and after',
      [{ first: aVerification({ stateDigest: () => 'before' }) }],
      { state_digests: { before: 'before', after: 'after' } },
    ],
    ['one state, where nothing was done', [], { state_digests: { before: 'after', after: 'after' } }],
  ])('contains %s', (_name, given, reported) => expect(content(...given)).toMatchObject(reported));

  it.each<[string, CheckResult[], string]>([
    [
      'a check that failed',
      [check('versions_contiguous'), check('view_matches_replay', 'fail', 1)],
      'untrusted',
    ],
    ['a check that did not run', [check('versions_contiguous')], 'inconclusive'],
    [
      'a check that was not covered',
      [check('versions_contiguous'), check('view_matches_replay', 'not_covered')],
      'inconclusive',
    ],
  ])('is not trusted with %s', (_name, checks, status) =>
    expect(content({ last: aVerification({ checks }) }).confidence_status).toBe(status),
  );

  it('takes the verdict of the last verification, not of the first', () => {
    expect(
      content({ first: aVerification({ checks: [check('view_matches_replay', 'fail', 1)] }) })
        .confidence_status,
    ).toBe('trusted');
  });

  it('contains the checks of the contract only, and at most a hundred examples of each', () => {
    const checks = [
      check('versions_contiguous'),
      check('view_matches_replay', 'fail', 250),
      check('digest_chain_holds', 'fail', 1),
    ];
    const made = content({ last: aVerification({ checks }) });
    expect(
      made.checks.map(({ name, counterexamples, failures }) => [name, counterexamples.length, failures]),
    ).toEqual([
      ['versions_contiguous', 0, 0],
      ['view_matches_replay', 100, 250],
    ]);
  });

  it('contains the effect of a candidate, and whether it is live', () => {
    const candidate = { name: 'c', version: 2, digest: 'x', budget: { oversold_units_at_most: 0 } };
    const seen = {
      difference: { offers: 1 },
      oversells: Array.from({ length: 101 }, (_none, at) => ({ sku: `${at}` })),
      compared_with: 'live',
    };
    const request = { request: { ...REQUEST, mode: 'promote', candidate } };
    const made = content({ last: aVerification({ candidate: seen }), promoted: true }, request).candidate;
    expect(made).toMatchObject({
      name: 'c',
      version: 2,
      digest: 'x',
      budget: candidate.budget,
      difference: { offers: 1 },
      compared_with: 'live',
      promoted: true,
    });
    expect(made?.oversells).toHaveLength(100);
    expect(content({}, request).candidate).toBeNull();
    expect(content({ last: aVerification({ candidate: seen }) }).candidate).toBeNull();
  });

  it('fails for a run that was never planned', () =>
    expect(() => content({}, { plan: null })).toThrow('cannot be sealed'));
});
