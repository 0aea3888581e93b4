import { generateKeyPairSync } from 'node:crypto';
import { DETAIL_CHARACTERS, EVIDENCE_BYTES } from '@stockproof/bounds';
import { describe, expect, it } from '@jest/globals';
import { aContent } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { canonicalJson } from '../signing/canonical.js';
import { evidenceShapeProblems } from './evidence-schema.js';
import {
  type CandidateResult,
  CHAIN_START,
  type CheckResult,
  type Counterexample,
  EvidenceTooLargeError,
  fitContent,
  seal,
} from '../index.js';
import { recordProblems } from '../record/verdict.js';
import { OFFER_RECORDS } from './evidence.js';

const example = (change: Partial<Counterexample> = {}): Counterexample => ({
  seller_id: 'ann',
  sku: 's',
  expected: 'a',
  found: 'b',
  first_differing_version: null,
  ...change,
});
const failed = (counterexamples: readonly Counterexample[]): CheckResult => ({
  name: 'versions_contiguous',
  status: 'fail',
  compared: 3,
  reason: null,
  counterexamples,
  failures: counterexamples.length,
});
const untrusted = (...found: Counterexample[]) =>
  aContent({
    checks: [failed(found)],
    reconciliation: { versions_contiguous: false },
    confidence_status: 'untrusted',
  });
const bytesOf = (value: unknown): number => Buffer.byteLength(canonicalJson(value));
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_one, at) => make(at));
const found = (content: ReturnType<typeof fitContent>) =>
  content.checks.map(({ counterexamples, failures }) => [counterexamples.length, failures]);

describe('the lists of a record', () => {
  it('are unchanged up to a hundred items, and cut at a hundred; the totals stay', () => {
    const hundred = untrusted(...many(100, () => example()));
    expect(fitContent(hundred)).toEqual(hundred);
    expect(found(fitContent(untrusted(...many(101, (at) => example({ sku: `${at}` })))))).toEqual([
      [100, 101],
    ]);
    const reasons = many(101, (at) => `reason ${at}`);
    expect(fitContent(aContent({ reasons: reasons.slice(0, 100) })).reasons).toEqual(reasons.slice(0, 100));
    expect(fitContent(aContent({ reasons })).reasons).toEqual([
      ...reasons.slice(0, 100),
      'and 1 reasons more, which are not listed',
    ]);
    const candidate = partOf<CandidateResult>({
      name: 'c',
      oversells: reasons.map((sku) => ({ sku })),
      difference: { oversold_offers: 101 },
    });
    const kept = fitContent(aContent({ candidate })).candidate;
    expect([kept?.oversells.length, kept?.difference]).toEqual([100, { oversold_offers: 101 }]);
  });

  it('are cut to fit, to the byte, and the verdict still follows from the numbers', () => {
    const content = untrusted(...many(100, (at) => example({ sku: `${at}` })));
    const most = bytesOf(content);
    expect(fitContent(content, most)).toEqual(content);
    const smaller = fitContent(content, most - 1);
    expect(found(smaller)).toEqual([[50, 100]]);
    expect(bytesOf(smaller)).toBeLessThanOrEqual(most - 1);
    expect(recordProblems(OFFER_RECORDS, smaller)).toEqual([]);
    expect(
      evidenceShapeProblems(
        seal(smaller, CHAIN_START, { key_id: 'k', key: generateKeyPairSync('ed25519').privateKey }),
      ),
    ).toEqual([]);
  });

  it('may be cut to nothing: then the record fits or there is none', () => {
    const content = untrusted(example());
    const bare = untrusted();
    const most = bytesOf({ ...bare, checks: bare.checks.map((check) => ({ ...check, failures: 1 })) });
    expect(found(fitContent(content, most))).toEqual([[0, 1]]);
    expect(() => fitContent(content, most - 1)).toThrow(EvidenceTooLargeError);
    expect(() => fitContent(content, most - 1)).toThrow(
      `the record would have ${most} bytes, at most ${most - 1} are kept`,
    );
  });

  it.each<[string, string, string]>([
    ['as long as may be', 'x'.repeat(DETAIL_CHARACTERS), 'x'.repeat(DETAIL_CHARACTERS)],
    [
      'longer',
      'x'.repeat(DETAIL_CHARACTERS + 1),
      `${'x'.repeat(DETAIL_CHARACTERS)} ... (${DETAIL_CHARACTERS + 1} characters)`,
    ],
    [
      'cut inside a character',
      `${'x'.repeat(DETAIL_CHARACTERS - 1)}\u{1f600}`,
      `${'x'.repeat(DETAIL_CHARACTERS - 1)}\ufffd ... (${DETAIL_CHARACTERS + 1} characters)`,
    ],
    ['that is no whole text', 'x\ud800', 'x\ufffd'],
  ])('quote a text %s', (_name, text, reported) => {
    const all = { sku: text, seller_id: text, expected: text, found: text };
    const content = { ...untrusted(example(all)), reasons: [text] };
    const {
      checks: [check],
      reasons,
    } = fitContent({ ...content, checks: content.checks.map((one) => ({ ...one, reason: text })) });
    expect(check?.counterexamples).toEqual([
      example({ sku: reported, seller_id: reported, expected: reported, found: reported }),
    ]);
    expect([check?.reason, reasons]).toEqual([reported, [reported]]);
  });

  it('fit into the topic whatever was found, for every check', () => {
    const worst = example({
      seller_id: '\u{10000}'.repeat(64),
      sku: '"'.repeat(64),
      expected: '\u0001'.repeat(9_000),
      found: '\u0001'.repeat(9_000),
    });
    const checks = many(20, () => failed(many(1_000, () => worst)));
    const content = { ...untrusted(), checks, reasons: many(100_000, () => '\u0001'.repeat(600)) };
    expect(bytesOf(fitContent(content))).toBeLessThanOrEqual(EVIDENCE_BYTES.content);
  });
});
