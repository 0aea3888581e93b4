import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  CHAIN_START,
  chainEnd,
  type Evidence,
  evidenceSchema,
  inclusionProof,
  introduceKey,
  merkleRoot,
  redriveDigest,
  seal,
} from '@stockproof/evidence';
import { aContent } from '@stockproof/testing/kit';
import { readKeyChain, type TimedKey } from './rules/key-chain.js';
import { checkRecords } from './rules/check-records.js';

// The records are signed by the repository's own signer; what verifies them shares no code with it.

const pair = generateKeyPairSync('ed25519');
const second = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const x = ({ publicKey }: { publicKey: KeyObject }): string => publicKey.export({ format: 'jwk' }).x ?? '';
const BEGAN = '2026-01-01T00:00:00.000Z';
const ROTATED = '2026-11-01T00:00:00.000Z';
const JWKS = {
  keys: introduceKey(
    introduceKey([], { kid: 'k1', x: x(pair) }, BEGAN, null),
    { kid: 'k2', x: x(second) },
    ROTATED,
    pair.privateKey,
  ),
};
const signing = { key_id: 'k1', key: pair.privateKey };
const HEADS = ['a', 'b', 'c'].map((sku, index) => ({
  seller_id: 'seller-1',
  sku,
  version: index + 1,
  chain_digest: String(index).repeat(64),
}));
const CONTENT = aContent({
  offers: { count: 3, merkle_root: merkleRoot(HEADS) },
  finished_at: '2026-06-19T18:00:01.000Z',
});
const first = seal({ ...CONTENT, recovery_id: 'rec-1' }, CHAIN_START, signing);
const next = seal({ ...CONTENT, recovery_id: 'rec-2' }, chainEnd(first), signing);

let keys: ReadonlyMap<string, TimedKey> = new Map();
beforeAll(async () => {
  const read = await readKeyChain(JWKS);
  if (!read.ok) throw new Error(read.detail);
  keys = read.keys;
});

const verify = (records: readonly unknown[], copies: readonly unknown[] = []) =>
  checkRecords({ records, keys, proofs: [], copies });
const wrong = async (records: readonly unknown[], copies: readonly unknown[] = []) =>
  (await verify(records, copies)).map(({ first_wrong }) => first_wrong);
/** A copy with the member at a path changed, as a forger would. */
function forged(record: Evidence, path: string, value: unknown): Evidence {
  const copy: object = structuredClone(record);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy as Evidence;
}

describe('signed records', () => {
  it('are valid, alone and in their chain', async () => {
    expect((await verify([first, next])).map(({ valid, first_wrong }) => [valid, first_wrong])).toEqual([
      [true, null],
      [true, null],
    ]);
    const [alone] = await verify([next]);
    expect(alone?.valid).toBe(true);
    expect(alone?.findings.filter(({ state }) => state === 'not checked').map(({ check }) => check)).toEqual([
      'chain',
    ]);
  });

  it('are valid whatever the order of their members', async () => {
    expect(await wrong([Object.fromEntries(Object.entries(first).reverse())])).toEqual([null]);
  });

  it('of a later key are valid', async () => {
    const later = seal({ ...CONTENT, finished_at: '2026-11-02T00:00:00.000Z' }, CHAIN_START, {
      key_id: 'k2',
      key: second.privateKey,
    });
    expect((await verify([later]))[0]?.valid).toBe(true);
  });
});

describe('the shape', () => {
  const members = Object.keys(evidenceSchema.properties).filter((name) =>
    evidenceSchema.required.includes(name),
  );

  it.each(members)('names a missing member: %s', async (name) => {
    expect(await wrong([forged(first, name, undefined)])).toEqual([name]);
  });

  it.each(members)('names a member of another type: %s', async (name) => {
    expect(await wrong([forged(first, name, Symbol.iterator.toString().length + 0.5)])).toEqual([name]);
  });

  it.each(['integrity', 'counts.table', 'offers', 'blast_radius.estimated', 'contract', 'watermark'])(
    'names an added member in %s',
    async (path) => expect(await wrong([forged(first, `${path}.note`, 'fine')])).toEqual([`${path}.note`]),
  );

  it('refuses what is no record', async () => {
    expect((await verify([null, [], 'x'])).map(({ valid }) => valid)).toEqual([false, false, false]);
  });
});

describe('a forged record', () => {
  it.each<[string, string, unknown]>([
    ['a verdict', 'confidence_status', 'untrusted'],
    ['a check', 'reconciliation.versions_contiguous', false],
    ['a check that is not there', 'reconciliation.other', true],
    ['its own digest', 'integrity.content_digest', 'a'.repeat(64)],
    ['the name of its key', 'integrity.key_id', 'k2'],
    ['its signature', 'integrity.signature', first.integrity.signature.replace(/^../, 'AA')],
    ['a key that is not known', 'integrity.key_id', 'k9'],
  ])('is named by itself: %s', async (_what, path, value) => {
    expect(await wrong([forged(first, path, value)])).toEqual([path]);
  });

  it.each<[string, string, unknown]>([
    ['its number', 'integrity.sequence', 7],
    ['the digest of the one before', 'integrity.previous_digest', 'b'.repeat(64)],
  ])('is named by the record before it: %s', async (_what, path, value) => {
    expect(await wrong([first, forged(next, path, value)])).toEqual([null, path]);
  });

  it.each<[string, string, unknown]>([
    ['a count', 'events_processed', 4],
    ['a text', 'intent', 'another'],
    ['a nested count', 'offers.count', 2],
    ['a root', 'offers.merkle_root', 'f'.repeat(64)],
    ['an entry of a list', 'history.0.to_offset', 9],
    ['a scope', 'scope.type', 'all'],
    ['a time', 'watermark.taken_at', '2026-06-20T00:00:00.000Z'],
  ])('is found alone, and named by a second copy: %s', async (_what, path, value) => {
    const lie = forged(first, path, value);
    const [alone] = await verify([lie]);
    expect([alone?.valid, alone?.first_wrong]).toEqual([false, null]);
    expect(await wrong([lie], [first])).toEqual([path.replace(/\.(\d+)/g, '[$1]')]);
  });

  it('a second copy that is forged itself tells nothing', async () => {
    expect(await wrong([forged(first, 'intent', 'a')], [forged(first, 'intent', 'b')])).toEqual([null]);
  });

  it('that was signed by another key under our key’s name', async () => {
    const lie = seal({ ...CONTENT }, CHAIN_START, { key_id: 'k1', key: stranger.privateKey });
    expect(await wrong([lie])).toEqual(['integrity.signature']);
  });

  it('that claims more than its checks, although it is signed', async () => {
    const [check] = CONTENT.checks;
    if (check === undefined) throw new Error('the content has no check');
    const failing = { ...CONTENT, checks: [{ ...check, status: 'fail' as const, failures: 1 }] };
    expect(await wrong([seal(failing, CHAIN_START, signing)])).toEqual([
      'reconciliation.versions_contiguous',
    ]);
    const withFlag = { ...failing, reconciliation: { versions_contiguous: false } };
    expect(await wrong([seal(withFlag, CHAIN_START, signing)])).toEqual(['confidence_status']);
  });

  it.each<[string, Partial<Evidence>, string]>([
    ['nobody approved it', { mode: 'repair', approved_by: null }, 'approved_by'],
    [
      'one person asked and approved',
      { mode: 'repair', approved_by: 'ada', requested_by: 'ada' },
      'approved_by',
    ],
    [
      'its counts do not add up',
      {
        counts: {
          table: { read: 9, applied: 0, late: 0, duplicate: 0, skipped: 0 },
          cdc: CONTENT.counts.cdc,
        },
      },
      'confidence_status',
    ],
    ['no offer is in it', { offers: { count: 0, merkle_root: 'a'.repeat(64) } }, 'confidence_status'],
    ['it is older than its key', { finished_at: '2025-06-19T18:00:00.000Z' }, 'finished_at'],
    [
      'its redrive was approved by who asked',
      {
        redrive: {
          ...{
            redrive_id: 'r',
            stage: 'before',
            letter: 't/0/1',
            seller_id: 's',
            event_id: 'e',
            payload_digest: 'a'.repeat(64),
          },
          ...{
            digest: redriveDigest({
              letter: 't/0/1',
              seller_id: 's',
              event_id: 'e',
              payload_digest: 'a'.repeat(64),
            }),
          },
          ...{ reason: 'x', requested_by: 'ada', approved_by: 'ada' },
        },
      },
      'redrive.approved_by',
    ],
  ])('is refused although it is signed: %s', async (_what, change, field) => {
    expect(await wrong([seal({ ...CONTENT, ...change }, CHAIN_START, signing)])).toEqual([field]);
  });

  it('breaks the chain after it', async () => {
    expect(await wrong([forged(first, 'intent', 'another'), next])).toEqual([
      null,
      'integrity.previous_digest',
    ]);
    expect(await wrong([next, first])).toEqual([null, null]);
  });
});

describe('the proof of an offer', () => {
  const [head] = HEADS;
  const proof = {
    recovery_id: 'rec-1',
    leaf: { seller_id: 'seller-1', sku: 'a', version: 1, chain_digest: '0'.repeat(64) },
    path: head === undefined ? [] : (inclusionProof(HEADS, head) ?? []),
    merkle_root: CONTENT.offers.merkle_root,
  };
  it.each<[string, object, string | null]>([
    ['leads to the root', {}, null],
    ['of another version does not', { leaf: { ...proof.leaf, version: 2 } }, 'proof.leaf'],
    ['with a step less does not', { path: proof.path.slice(1) }, 'proof.leaf'],
    ['to another root is none', { merkle_root: 'e'.repeat(64) }, 'proof.merkle_root'],
    ['of another form is none', { path: [{ side: 'up', digest: 'a' }] }, 'proof.path[0].side'],
  ])('%s', async (_what, change, field) => {
    const [found] = await checkRecords({
      records: [first],
      keys,
      proofs: [{ ...proof, ...change }],
      copies: [],
    });
    expect(found?.first_wrong).toBe(field);
  });
});

describe('the keys', () => {
  const [one, two] = JWKS.keys;
  it.each<[string, unknown, RegExp]>([
    ['none', { keys: [] }, /no keys/],
    ['without the first', { keys: [two] }, /introduced it is missing/],
    ['without the newest', { keys: [one] }, /newest are missing/],
    ['twice', { keys: [one, one] }, /twice/],
    ['with another key in the place of one', { keys: [one, { ...two, x: x(stranger) }] }, /not signed by k1/],
    [
      'with another time',
      { keys: [one, { ...two, stockproof_valid_from: '2026-10-01T00:00:00.000Z' }] },
      /does not begin/,
    ],
    ['without a time', { keys: [{ ...one, stockproof_valid_from: undefined }] }, /no time/],
  ])('%s are not taken', async (_what, jwks, detail) => {
    const read = await readKeyChain(jwks);
    expect(read.ok ? '' : read.detail).toMatch(detail);
  });
});
