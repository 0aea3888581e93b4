import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aContent } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import fc from 'fast-check';
import {
  CHAIN_START,
  chainEnd,
  type CheckResult,
  EMPTY_ROOT,
  type Evidence,
  inclusionProof,
  inTotoEnvelope,
  computeVerdict,
  leafText,
  merkleRoot,
  overBudget,
  provesInclusion,
  renderEvidence,
  seal,
  verifyChain,
  verifyEvidence,
} from '../index.js';
import { recordProblems } from '../record/verdict.js';
import { OFFER_RECORDS } from './evidence.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const key = { key_id: 'k1', key: privateKey };
const always = (key: KeyObject) => ({ key, valid_from: '', valid_until: null });
const keys = new Map([
  ['k1', always(publicKey)],
  ['k2', always(other.publicKey)],
]);
const first = seal(aContent({ recovery_id: 'rec-1' }), CHAIN_START, key);
const second = seal(aContent({ recovery_id: 'rec-2' }), chainEnd(first), key);
const copy = (): Evidence => structuredClone(first);

describe('a sealed record', () => {
  it('is valid alone and in its chain, in any order of members', () => {
    expect(verifyEvidence(first, keys)).toEqual([]);
    expect(verifyChain([first, second], keys, true)).toEqual([]);
    expect(verifyChain([second], keys, false)).toEqual([]);
    expect(verifyEvidence(Object.fromEntries(Object.entries(first).reverse()), keys)).toEqual([]);
  });

  it.each<[string, (record: Evidence) => unknown]>([
    ['another number', (record) => ({ ...record, events_processed: 1 })],
    ['another verdict', (record) => ({ ...record, confidence_status: 'untrusted' })],
    ['another scope', (record) => ({ ...record, scope: { type: 'all', x: 1 } })],
    ['a member more', (record) => ({ ...record, note: 'fine' })],
    ['a member less', ({ intent: _intent, ...record }) => record],
    [
      'another number in the chain',
      (record) => ({ ...record, integrity: { ...record.integrity, sequence: 2 } }),
    ],
    [
      'another digest before it',
      (record) => ({ ...record, integrity: { ...record.integrity, previous_digest: 'a'.repeat(64) } }),
    ],
    [
      'another digest of itself',
      (record) => ({ ...record, integrity: { ...record.integrity, content_digest: 'a'.repeat(64) } }),
    ],
    [
      'another signature',
      (record) => ({
        ...record,
        integrity: { ...record.integrity, signature: `A${record.integrity.signature.slice(1, -1)}A` },
      }),
    ],
    ['another key’s name', (record) => ({ ...record, integrity: { ...record.integrity, key_id: 'k2' } })],
    ['a key nobody knows', (record) => ({ ...record, integrity: { ...record.integrity, key_id: 'k3' } })],
    ['nothing', () => null],
    ['an array', () => []],
  ])('with %s is invalid', (_name, forge) => expect(verifyEvidence(forge(copy()), keys)).not.toEqual([]));

  it('signed by another key under our key’s name is invalid', () => {
    const forged = seal(aContent({}), CHAIN_START, { key_id: 'k1', key: other.privateKey });
    expect(verifyEvidence(forged, keys)).toEqual([expect.stringContaining('signature')]);
  });

  it('that claims more than its checks is invalid, even if it is signed', () => {
    const failing = aContent({}).checks.map((check, index): CheckResult =>
      index === 0 ? { ...check, status: 'fail', failures: 1 } : check,
    );
    const lying = seal({ ...aContent({}), checks: failing }, CHAIN_START, key);
    expect(verifyEvidence(lying, keys).join()).toMatch(/says trusted/);
  });
});

describe('the numbers of a record', () => {
  const [check] = aContent({}).checks as [CheckResult];
  const DIFFERENCE = {
    offers_compared: 1,
    offers_changed: 1,
    units_more: 0,
    units_less: 0,
    oversold_offers: 0,
    oversold_units: 0,
    impossible_offers: 0,
  };
  const BUDGET = { offers_changed_at_most: 0, units_changed_at_most: 0, oversold_units_at_most: 0 };
  const candidate = (promoted: boolean, most: number) =>
    partOf<Partial<Evidence>>({
      candidate: { promoted, difference: DIFFERENCE, budget: { ...BUDGET, offers_changed_at_most: most } },
    });

  it.each<[string, Partial<Evidence>, RegExp | null]>([
    ['agree', {}, null],
    [
      'are not those of its verdict',
      { confidence_status: 'untrusted' },
      /says untrusted, its checks say trusted/,
    ],
    [
      'say otherwise of a check in two places',
      { reconciliation: { versions_contiguous: false } },
      /disagree about versions_contiguous/,
    ],
    [
      'say nothing of a check in one place',
      { reconciliation: {} },
      /disagree about versions_contiguous.*do not name the same checks/,
    ],
    [
      'name a check that was not run',
      { reconciliation: { versions_contiguous: true, other: true } },
      /do not name the same checks.*its checks say inconclusive/,
    ],
    [
      'do not cover a check',
      { checks: [{ ...check, status: 'not_covered' }], reconciliation: { versions_contiguous: null } },
      /its checks say inconclusive/,
    ],
    [
      'do not add up',
      {
        counts: {
          table: { read: 4, applied: 2, late: 1, duplicate: 0, skipped: 0 },
          cdc: aContent({}).counts.cdc,
        },
      },
      /its checks say untrusted/,
    ],
    ['are of no offer', { offers: { count: 0, merkle_root: 'd'.repeat(64) } }, /its checks say inconclusive/],
    ['promoted what is inside the budget', candidate(true, 1), null],
    ['promoted what is not', candidate(true, 0), /not inside its budget/],
    ['only looked at what is not', candidate(false, 0), null],
  ])('%s', (_name, change, problem) => {
    const problems = recordProblems(OFFER_RECORDS, aContent(change)).join('; ');
    if (problem === null) expect(problems).toBe('');
    else expect(problems).toMatch(problem);
  });
});

describe('a chain', () => {
  it.each<[string, unknown[], boolean]>([
    ['reordered', [second, first], false],
    ['with a hole', [first, seal(aContent({}), { ...chainEnd(second), sequence: 2 }, key)], false],
    ['that does not begin at the start', [second], true],
    ['with the same twice', [first, first], false],
    [
      'with a number left out',
      [first, seal(aContent({ recovery_id: 'rec-3' }), { ...chainEnd(first), sequence: 2 }, key)],
      false,
    ],
    ['empty', [], false],
  ])('%s is invalid', (_name, records, from_start) =>
    expect(verifyChain(records, keys, from_start)).not.toEqual([]),
  );
});

it.each([
  ['later', '2026-06-19T18:00:01.000Z', '2026-06-19T18:00:01.000Z'],
  ['at the same time', '2026-06-19T18:00:00.000Z', '2026-06-19T18:00:00.000Z'],
  ['earlier, by a clock that was or is wrong', '2026-06-19T17:58:00.000Z', '2026-06-19T18:00:00.000Z'],
])('a record that is sealed %s than the one before never has an earlier time', (_name, finished_at, kept) => {
  const end = { ...CHAIN_START, finished_at: '2026-06-19T18:00:00.000Z' };
  const sealed = seal(aContent({ finished_at }), end, key);
  expect([sealed.finished_at, verifyEvidence(sealed, keys)]).toEqual([kept, []]);
});

describe('a candidate and its budget', () => {
  const difference = {
    offers_compared: 9,
    offers_changed: 3,
    units_more: 2,
    units_less: 5,
    oversold_offers: 1,
    oversold_units: 4,
    impossible_offers: 0,
  };
  const budget = { offers_changed_at_most: 3, units_changed_at_most: 7, oversold_units_at_most: 4 };

  it.each<[string, object, object, number]>([
    ['at every limit', {}, {}, 0],
    ['one offer more', { offers_changed: 4 }, {}, 1],
    ['one unit more', { units_more: 3 }, {}, 1],
    ['one unit less', { units_less: 6 }, {}, 1],
    ['one unit oversold more', { oversold_units: 5 }, {}, 1],
    ['a history it cannot be applied to', { impossible_offers: 1 }, {}, 1],
    ['compared with nothing', { offers_compared: 0 }, {}, 1],
    [
      'no budget at all',
      {},
      { offers_changed_at_most: 0, units_changed_at_most: 0, oversold_units_at_most: 0 },
      3,
    ],
  ])('%s', (_name, found, allowed, reasons) => {
    expect(overBudget({ ...difference, ...found }, { ...budget, ...allowed })).toHaveLength(reasons);
  });
});

describe('the Merkle tree', () => {
  const head = (n: number) => ({
    seller_id: 's',
    sku: `k${n}`,
    version: n + 1,
    chain_digest: createHash('sha256').update(String(n)).digest('hex'),
  });

  it('proves every leaf and no other, for every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(39), (size, index) => {
        const heads = Array.from({ length: size }, (_none, n) => head(n));
        const mine = head(index % size);
        const root = merkleRoot(heads.toReversed());
        const proof = inclusionProof(heads, mine) ?? [];
        expect(provesInclusion(mine, proof, root)).toBe(true);
        expect(provesInclusion({ ...mine, version: mine.version + 1 }, proof, root)).toBe(false);
        expect(inclusionProof(heads, head(99))).toBeNull();
      }),
    );
  });

  it('follows RFC 6962: two leaves by hand, and none', () => {
    const sha = (...parts: (Buffer | string)[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const [a, b] = [leafText(head(0)), leafText(head(1))].sort().map((text) => sha(Buffer.from([0]), text));
    expect(merkleRoot([head(0), head(1)])).toBe(sha(Buffer.from([1]), a ?? '', b ?? '').toString('hex'));
    expect(merkleRoot([])).toBe(EMPTY_ROOT);
  });
});

describe('computeVerdict', () => {
  const pass: CheckResult = {
    name: 'a',
    status: 'pass',
    compared: 3,
    reason: null,
    counterexamples: [],
    failures: 0,
  };
  const even = { read: 3, applied: 1, late: 1, duplicate: 0, skipped: 1 };
  const facts = { required: ['a'], checks: [pass], counts: { table: even, cdc: even }, offers: 1 };

  it.each<[string, Partial<typeof facts>, string]>([
    ['all well', {}, 'trusted'],
    ['a failed check', { checks: [{ ...pass, status: 'fail', failures: 1 }] }, 'untrusted'],
    [
      'a failed check next to one that is not covered',
      {
        required: ['a', 'b'],
        checks: [
          { ...pass, status: 'fail' },
          { ...pass, name: 'b', status: 'not_covered' },
        ],
      },
      'untrusted',
    ],
    ['a check that is not covered', { checks: [{ ...pass, status: 'not_covered' }] }, 'inconclusive'],
    ['a check that did not run', { required: ['a', 'b'] }, 'inconclusive'],
    ['a check that compared nothing', { checks: [{ ...pass, compared: 0 }] }, 'inconclusive'],
    ['no check at all', { required: [], checks: [] }, 'inconclusive'],
    ['no offer', { offers: 0 }, 'inconclusive'],
    [
      'no event',
      { counts: { table: { ...even, read: 0, applied: 0, late: 0, skipped: 0 }, cdc: even } },
      'inconclusive',
    ],
    ['counts that do not add up', { counts: { table: { ...even, read: 4 }, cdc: even } }, 'untrusted'],
    [
      'captured counts that do not add up',
      { counts: { table: even, cdc: { ...even, applied: 2 } } },
      'untrusted',
    ],
  ])('%s', (_name, change, status) => expect(computeVerdict({ ...facts, ...change }).status).toBe(status));
});

describe('exports', () => {
  it('sign an in-toto envelope over DSSE’s own encoding', () => {
    const { payload, payloadType } = inTotoEnvelope(first, key);
    const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
      subject: { digest: { sha256: string } }[];
    };
    expect([payloadType, statement.subject[0]?.digest.sha256]).toEqual([
      'application/vnd.in-toto+json',
      first.offers.merkle_root,
    ]);
  });

  it('report who, what, when and with which result', () => {
    const text = renderEvidence({
      ...first,
      reasons: ['because'],
      break_glass: true,
      approved_by: 'rosa',
      confidence_status: 'untrusted',
      counts: {
        table: { read: 10, applied: 4, late: 3, duplicate: 2, skipped: 1 },
        cdc: { read: 5, applied: 5, late: 0, duplicate: 0, skipped: 0 },
      },
      repairs: { sent: 9, applied: 8, stale: 1, rounds: 2 },
      projection_rows_changed: 7,
    });
    for (const part of [
      'rec-1: untrusted',
      '- because',
      'ada, rosa, BREAK-GLASS',
      '10 read = 4 applied + 3 late + 2 duplicate + 1 skipped',
      '5 read = 5 applied',
      '8 of 9 applied in 2 rounds; 7 rows changed',
      'contract version 2 (aaaaaaaaaaaaaaaa)',
      '2026-06-19T18:00:00.000Z to 2026-06-19T18:00:03.000Z',
      'number 1, after 0000000000000000, signed by k1',
    ])
      expect(text).toContain(part);
    expect(renderEvidence(first)).toContain('ada, nobody');
  });

  it('escape in a report what sellers may write', () => {
    const nasty = {
      seller_id: '|<b>',
      sku: '[x](y)',
      expected: '1',
      found: '2',
      first_differing_version: null,
    };
    const checks = first.checks.map((check) => ({ ...check, counterexamples: [nasty] }));
    const text = renderEvidence({ ...first, checks });
    expect(text).not.toMatch(/<b>|\[x\]/);
    expect(text).toContain('rec-1');
  });
});
